package dev.switchboard.core.account;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/// Who gives an account's chats to agents.
public enum Assignment {
  /// Agents take them, or give them to one another.
  @JsonProperty("manual")
  MANUAL("manual"),
  /// The engine does, as soon as somebody has room; people may do otherwise.
  @JsonProperty("automatic")
  AUTOMATIC("automatic");

  private final String label;

  Assignment(String label) {
    this.label = label;
  }

  /// The form in JSON and in the database.
  @JsonValue
  public String label() {
    return label;
  }

  @JsonCreator
  public static Assignment ofLabel(String label) {
    return Arrays.stream(values())
        .filter(assignment -> assignment.label.equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("must be manual or automatic"));
  }
}
