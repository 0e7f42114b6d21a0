package dev.switchboard.core.consent;

import dev.switchboard.core.contact.Address;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Somebody wants no more messages at an address, or wants them again.
///
/// @param accountId from which account; null for all of the tenant's
/// @param why what they did, such as `STOP`, or why somebody else says so
/// @param saidAt by the service's clock where it tells: what was said before something else does not undo that
/// @param messageId the message that led to it; null where none did
/// @param agentId the agent who says so; null where it was the customer or the service
public record Consent(UUID tenantId, Address address, @Nullable UUID accountId, boolean wanted, String why,
    Instant saidAt, @Nullable UUID messageId, @Nullable UUID agentId) {

  Consent of(Address other) {
    return new Consent(tenantId, other, accountId, wanted, why, saidAt, messageId, agentId);
  }
}
