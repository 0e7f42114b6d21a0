package dev.switchboard.core.tenant;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is to be another way with an agent; what is null stays as it is.
///
/// @param disabled whether they may do nothing any more
/// @param capacity how many open chats they may be given without being asked
public record AgentChange(@Nullable String name, @Nullable Role role, @Nullable Language language,
    @Nullable Integer capacity, @Nullable Boolean disabled) {

  // For the audit log.
  Map<String, Object> said() {
    var said = new TreeMap<String, Object>();
    if (name != null) {
      said.put("name", name);
    }
    if (role != null) {
      said.put("role", role.label());
    }
    if (language != null) {
      said.put("language", language.label());
    }
    if (capacity != null) {
      said.put("capacity", capacity);
    }
    if (disabled != null) {
      said.put("disabled", disabled);
    }
    return said;
  }
}
