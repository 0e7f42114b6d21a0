package dev.switchboard.worker.assignment;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// @param returnAfter how long an agent must have been gone before what they were given automatically goes back
/// @param sweepEvery how long it takes at most until a chat is given of which nobody was told, and until it is seen that
/// somebody is gone
@ConfigurationProperties("switchboard.assignment")
public record AssignmentConfiguration(@Bindable(defaultValue = "5m") Duration returnAfter,
    @Bindable(defaultValue = "5s") Duration sweepEvery) {}
