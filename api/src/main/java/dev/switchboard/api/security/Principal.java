package dev.switchboard.api.security;

import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.Role;
import dev.switchboard.core.tenant.Viewer;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whoever is calling. Everything they name is looked up within their tenant.
///
/// A controller gets it by having a parameter of this type.
///
/// @param agentId the agent; null for a business service
/// @param role what they are to the tenant; [Role#SERVICE] for a business service
/// @param apiKeyId the key that the service used; null for an agent
/// @param expiresAt when an agent has to log in again; null for a service, whose key is good until it is revoked
/// @param sessionId the login of the agent; null for a service
/// @param viewer what they see: whatever is shown to them is read for it
public record Principal(UUID tenantId, @Nullable UUID agentId, Role role, @Nullable UUID apiKeyId,
    @Nullable Instant expiresAt, @Nullable UUID sessionId, Viewer viewer) {

  /// As the audit log names them.
  public Actor actor() {
    return new Actor(viewer, agentId, apiKeyId);
  }
}
