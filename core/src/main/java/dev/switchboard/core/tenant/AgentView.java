package dev.switchboard.core.tenant;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An agent as people see them.
///
/// @param lastSeenAt now for whoever is there; null where they never were
/// @param email null for colleagues, as all that follows
/// @param language null where they have not chosen
/// @param capacity how many open chats they may be given without being asked
/// @param disabledAt since when they may do nothing any more; null while they may
public record AgentView(UUID id, String name, Role role, Presence presence, @Nullable Instant lastSeenAt,
    @Nullable String email, @Nullable Language language, @Nullable Integer capacity, @Nullable Instant disabledAt) {

  /// What those see who do not look after the team.
  public AgentView forColleagues() {
    return new AgentView(id, name, role, presence, lastSeenAt, null, null, null, null);
  }
}
