package dev.switchboard.core.tenant;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/// Whether an agent is there.
public enum Presence {
  /// Has the inbox open.
  @JsonProperty("online")
  ONLINE,
  /// Has the inbox open, and says to be elsewhere.
  @JsonProperty("away")
  AWAY,
  /// Has the inbox open, and wants to be given nothing more.
  @JsonProperty("busy")
  BUSY,
  /// Has no inbox open on any node. Found out, never said.
  @JsonProperty("offline")
  OFFLINE;

  /// The form in JSON and in the database, such as `away`.
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @JsonCreator
  public static Presence ofLabel(String label) {
    return Arrays.stream(values())
        .filter(presence -> presence.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("must be online, away, busy or offline"));
  }
}
