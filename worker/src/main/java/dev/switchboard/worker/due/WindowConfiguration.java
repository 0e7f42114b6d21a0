package dev.switchboard.worker.due;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// @param tellBefore how long before a customer's window closes that is told
@ConfigurationProperties("switchboard.window")
public record WindowConfiguration(@Bindable(defaultValue = "1h") Duration tellBefore) {}
