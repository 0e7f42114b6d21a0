package dev.switchboard.core.spi;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is known of a message whose status is asked for.
///
/// @param messageId our id, as it was given to the service with the message
/// @param providerMessageId the service's id; null when the send was never answered
/// @param recipient the address it was sent to
/// @param attemptedAt when the last send began
public record StatusQuery(UUID messageId, @Nullable String providerMessageId, String recipient, Instant attemptedAt) {}
