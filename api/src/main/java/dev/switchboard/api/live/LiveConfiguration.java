package dev.switchboard.api.live;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// Limits of a live connection.
///
/// @param authDeadline how long somebody may be connected without saying who they are
/// @param pingInterval between two pings of the WebSocket protocol
/// @param silence after which a client that neither pongs nor speaks is taken for gone
/// @param verifyInterval how often a token is looked at again while its socket is open
/// @param messagesPerMinute how much a client may say
/// @param bufferedMessages how many messages may wait for a slow client
/// @param bufferedBytes how many bytes may wait for a slow client
/// @param replays how many clients of this node are told what they missed at the same time; the others wait their turn
@ConfigurationProperties("switchboard.live")
public record LiveConfiguration(
    @Bindable(defaultValue = "5s") Duration authDeadline,
    @Bindable(defaultValue = "25s") Duration pingInterval,
    @Bindable(defaultValue = "60s") Duration silence,
    @Bindable(defaultValue = "20s") Duration verifyInterval,
    @Bindable(defaultValue = "100") int messagesPerMinute,
    @Bindable(defaultValue = "4000") int bufferedMessages,
    @Bindable(defaultValue = "2097152") int bufferedBytes,
    @Bindable(defaultValue = "4") int replays) {}
