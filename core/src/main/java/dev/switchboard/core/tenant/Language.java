package dev.switchboard.core.tenant;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/// In which the inbox speaks to an agent.
public enum Language {
  @JsonProperty("pt")
  PT,
  @JsonProperty("en")
  EN;

  /// The form in JSON and in the database, such as `pt`.
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @JsonCreator
  public static Language ofLabel(String label) {
    return Arrays.stream(values())
        .filter(language -> language.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("must be pt or en"));
  }
}
