package dev.switchboard.core.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// How urgent a message is. The lanes of an account have their own queues, permits and tasks, and never wait for one
/// another.
public enum Lane {
  /// An agent's reply: somebody is waiting for it.
  @JsonProperty("interactive")
  INTERACTIVE,
  /// A receipt or a one-time code.
  @JsonProperty("transactional")
  TRANSACTIONAL,
  /// A campaign.
  @JsonProperty("bulk")
  BULK;

  /// The form in the database: 0 is the most urgent.
  public short code() {
    return (short) ordinal();
  }

  public static Lane ofCode(int code) {
    return values()[code];
  }

  /// The form in JSON, such as `interactive`.
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @JsonCreator
  public static Lane ofLabel(String label) {
    return find(label).orElseThrow(() -> new IllegalArgumentException("must be interactive, transactional or bulk"));
  }

  public static Optional<Lane> find(String label) {
    return Stream.of(values()).filter(lane -> lane.label().equals(label)).findFirst();
  }
}
