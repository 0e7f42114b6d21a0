package dev.switchboard.core.outbox;

import java.time.Duration;
import java.util.List;

/// How the outbox behaves in time.
///
/// @param lease how long a worker may hold a message, to send it or to ask about it, before others take it for lost
/// @param retryDelays how long to wait before each further attempt; when the list is used up, the message has failed
/// @param checkDelays how long to wait before each time a service is asked about a message in doubt
/// @param receiptPatience how long to wait for a receipt before asking the service for it
public record OutboxSettings(Duration lease, List<Duration> retryDelays, List<Duration> checkDelays,
    Duration receiptPatience) {

  public OutboxSettings {
    retryDelays = List.copyOf(retryDelays);
    checkDelays = List.copyOf(checkDelays);
    if (retryDelays.isEmpty() || checkDelays.isEmpty()) {
      throw new IllegalArgumentException("retry-delays and check-delays each need at least one delay");
    }
  }

  /// How long to hold a message while its service is called: [#lease()], but at least twice as long as the call may take, or
  /// there would be no time left to begin one.
  Duration leaseOver(Duration requestTimeout) {
    var least = requestTimeout.multipliedBy(2);
    return lease.compareTo(least) < 0 ? least : lease;
  }

  /// What suits real services.
  public static OutboxSettings standard() {
    return new OutboxSettings(Duration.ofSeconds(60),
        List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2),
            Duration.ofMinutes(10), Duration.ofMinutes(30), Duration.ofHours(1), Duration.ofHours(3)),
        List.of(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(2),
            Duration.ofMinutes(10)),
        Duration.ofSeconds(30));
  }
}
