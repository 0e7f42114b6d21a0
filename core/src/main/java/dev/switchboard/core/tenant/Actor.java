package dev.switchboard.core.tenant;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whoever does something that may be asked about later.
///
/// @param agentId null where it is no agent
/// @param apiKeyId null where it is no business service
public record Actor(UUID tenantId, @Nullable UUID agentId, @Nullable UUID apiKeyId) {

  /// The node itself.
  public static Actor node(UUID tenantId) {
    return new Actor(tenantId, null, null);
  }
}
