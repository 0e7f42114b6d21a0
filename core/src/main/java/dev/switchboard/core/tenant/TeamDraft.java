package dev.switchboard.core.tenant;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is wanted of a team; of one that is there, what is null stays as it is. The sets are whole: who is not in them is not
/// in the team.
///
/// @param accounts by their names
public record TeamDraft(@Nullable String name, @Nullable Set<UUID> agents, @Nullable Set<String> accounts) {

  // As the audit log has it.
  Map<String, Object> said() {
    var said = new TreeMap<String, Object>();
    if (name != null) {
      said.put("name", name);
    }
    if (agents != null) {
      said.put("agents", agents);
    }
    if (accounts != null) {
      said.put("accounts", accounts);
    }
    return said;
  }
}
