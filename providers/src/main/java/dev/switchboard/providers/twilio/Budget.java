package dev.switchboard.providers.twilio;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The time that one call of ours may take, shared by all the requests that it needs.
///
/// @param endNanos the [System#nanoTime()] at which it ends
/// @param deadlineNanos the one after which nothing is put on the wire any more; null where there is none
record Budget(long endNanos, @Nullable Long deadlineNanos) {

  private static final Duration LEAST = Duration.ofMillis(1);

  static Budget of(Duration timeout, @Nullable Long deadlineNanos) {
    return new Budget(System.nanoTime() + timeout.toNanos(), deadlineNanos);
  }

  Errand errand() {
    return errand(Map.of());
  }

  Errand errand(Map<String, String> fields) {
    var left = Duration.ofNanos(endNanos - System.nanoTime());
    return new Errand(left.compareTo(LEAST) < 0 ? LEAST : left, deadlineNanos, fields);
  }
}
