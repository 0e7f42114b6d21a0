package dev.switchboard.providers.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One item for a webhook, due at a time, tried so many times.
///
/// @param name tells it from all others, for the journal
/// @param webhook where it goes to
record Posting(String name, Webhook webhook, ObjectNode item, Instant due, int tries) {

  /// How long the service waits before it tries again. After the last it gives up.
  private static final List<Duration> DELAYS = List.of(Duration.ofMillis(200), Duration.ofMillis(500),
      Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(5),
      Duration.ofSeconds(10),
      Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(5));

  static Posting of(String name, Webhook webhook, ObjectNode item, Instant due) {
    return new Posting(name, webhook, item, due, 0);
  }

  /// The same once more; empty after the last try.
  Optional<Posting> again(Instant now) {
    return tries < DELAYS.size()
        ? Optional.of(new Posting(name, webhook, item, now.plus(DELAYS.get(tries)), tries + 1))
        : Optional.empty();
  }
}
