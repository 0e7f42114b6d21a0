package dev.switchboard.core.account;

import dev.switchboard.core.spi.IMessageProvider;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A channel account, ready to be used.
///
/// @param ratePerSecond messages per second over all nodes; null where only the service's own limits count
public record Account(UUID id, UUID tenantId, String name, boolean enabled, @Nullable Double ratePerSecond,
    IMessageProvider provider) {}
