package dev.switchboard.core.presence;

import dev.switchboard.core.tenant.Presence;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/// An agent who has an inbox open.
///
/// @param presence what they say of themselves; never [Presence#OFFLINE]
/// @param looking the chats that they look at
public record PresentAgent(UUID tenantId, UUID agentId, Presence presence, Set<UUID> looking) {

  public PresentAgent {
    looking = Set.copyOf(looking);
  }

  /// The same agent with what they look at elsewhere.
  PresentAgent with(PresentAgent elsewhere) {
    var all = new HashSet<>(looking);
    all.addAll(elsewhere.looking);
    return new PresentAgent(tenantId, agentId, presence, all);
  }
}
