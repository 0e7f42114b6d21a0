package dev.switchboard.core.outbox;

import dev.switchboard.core.spi.SendResult;
import java.time.Instant;

/// How a call to a service ended.
///
/// @param startedAt by this node's clock
/// @param called whether the service was called at all; a message that was claimed and then not sent, because the service
///        was found to be down, goes back as it was
/// @param receiptsCanBeAskedFor whether the service can be asked what became of the message
public record Outcome(Claimed claimed, SendResult result, Instant startedAt, boolean called,
    boolean receiptsCanBeAskedFor) {}
