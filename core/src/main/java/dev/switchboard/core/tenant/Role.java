package dev.switchboard.core.tenant;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/// What somebody is to a tenant.
public enum Role {
  /// A business service with an API key. Never the role of an agent.
  @JsonProperty("service")
  SERVICE,
  /// Answers customers.
  @JsonProperty("agent")
  AGENT,
  /// Sees to it that agents do.
  @JsonProperty("supervisor")
  SUPERVISOR,
  /// Also changes accounts, agents and keys.
  @JsonProperty("admin")
  ADMIN;

  /// The form in JSON and in the database, such as `agent`.
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @JsonCreator
  public static Role ofLabel(String label) {
    return Arrays.stream(values())
        .filter(role -> role.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("must be agent, supervisor or admin"));
  }
}
