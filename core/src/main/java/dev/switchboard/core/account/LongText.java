package dev.switchboard.core.account;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What to do with a text that is longer than the channel's longest.
public enum LongText {
  /// Refuse it.
  @JsonProperty("refuse")
  REFUSE("refuse"),
  /// Send it as several messages, one after the other.
  @JsonProperty("split")
  SPLIT("split");

  private final String label;

  LongText(String label) {
    this.label = label;
  }

  /// The form in JSON and in the database.
  @JsonValue
  public String label() {
    return label;
  }

  /// Of the column, which is null for accounts that say nothing.
  static LongText read(@Nullable String label) {
    return label == null ? REFUSE : ofLabel(label);
  }

  @JsonCreator
  public static LongText ofLabel(String label) {
    return Arrays.stream(values())
        .filter(longText -> longText.label.equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("must be refuse or split"));
  }
}
