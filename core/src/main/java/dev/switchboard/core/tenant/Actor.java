package dev.switchboard.core.tenant;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whoever does something that may be asked about later.
///
/// @param viewer what they see, and nothing else is there for them
/// @param agentId null where it is no agent
/// @param apiKeyId null where it is no business service
public record Actor(Viewer viewer, @Nullable UUID agentId, @Nullable UUID apiKeyId) {

  /// Who sees everything of the tenant.
  public Actor(UUID tenantId, @Nullable UUID agentId, @Nullable UUID apiKeyId) {
    this(Viewer.all(tenantId), agentId, apiKeyId);
  }

  /// The node itself.
  public static Actor node(UUID tenantId) {
    return new Actor(tenantId, null, null);
  }

  public UUID tenantId() {
    return viewer.tenantId();
  }
}
