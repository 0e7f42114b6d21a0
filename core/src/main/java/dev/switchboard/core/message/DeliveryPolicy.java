package dev.switchboard.core.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.stream.Stream;

/// What to do with a message of which nobody can say whether it was sent.
public enum DeliveryPolicy {
  /// Send it again: the customer may get it twice.
  @JsonProperty("at-least-once")
  AT_LEAST_ONCE("at-least-once"),
  /// Leave it: the customer may not get it. It stays [MessageStatus#UNCONFIRMED].
  @JsonProperty("at-most-once")
  AT_MOST_ONCE("at-most-once");

  private final String label;

  DeliveryPolicy(String label) {
    this.label = label;
  }

  /// The form in JSON and in the database.
  @JsonValue
  public String label() {
    return label;
  }

  @JsonCreator
  public static DeliveryPolicy ofLabel(String label) {
    return find(label).orElseThrow(() -> new IllegalArgumentException("must be at-least-once or at-most-once"));
  }

  public static Optional<DeliveryPolicy> find(String label) {
    return Stream.of(values()).filter(policy -> policy.label.equals(label)).findFirst();
  }
}
