package dev.switchboard.core.outbox;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// When to try again.
final class RetryDelays {

  private static final double JITTER = 0.2;
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Duration FIRST_OF_RECIPIENT = Duration.ofSeconds(1);
  private static final int MOST_STEPS = 4;

  /// @param attempt the attempt that did not work, counted from 1
  /// @param throttled whether the service only asked us to slow down, which never uses up the list
  /// @param retryAfter what the service asked for: never less than this is waited
  /// @return empty when the list is used up
  static Optional<Duration> next(List<Duration> delays, int attempt, boolean throttled, @Nullable Duration retryAfter) {
    if (attempt > delays.size() && !throttled) {
      return Optional.empty();
    }
    var ours = delays.get(Math.min(attempt, delays.size()) - 1);
    var least = retryAfter == null ? ours : retryAfter;
    var delay = jittered(throttled || least.compareTo(ours) > 0 ? least : ours);
    return Optional.of(delay.compareTo(LONGEST) > 0 ? LONGEST : delay);
  }

  /// When to try again a message to somebody to whom the service wants us to write more slowly: each time four times later,
  /// as [Meta](https://developers.facebook.com/docs/whatsapp/cloud-api/overview#pair-rate-limits) has it, and never before
  /// the service allows it.
  ///
  /// @param before how often it was told so before, about this message
  static Duration ofRecipient(int before, @Nullable Duration retryAfter) {
    return jittered(leastOfRecipient(before, retryAfter));
  }

  /// The same at its shortest.
  static Duration leastOfRecipient(int before, @Nullable Duration retryAfter) {
    var ours = FIRST_OF_RECIPIENT.multipliedBy(1L << 2 * Math.clamp(before, 0, MOST_STEPS));
    var delay = retryAfter != null && retryAfter.compareTo(ours) > 0 ? retryAfter : ours;
    return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
  }

  // Only ever later, so that a Retry-After is kept, and never all at once.
  private static Duration jittered(Duration delay) {
    return delay.plusMillis((long) (delay.toMillis() * JITTER * ThreadLocalRandom.current().nextDouble()));
  }

  private RetryDelays() {}
}
