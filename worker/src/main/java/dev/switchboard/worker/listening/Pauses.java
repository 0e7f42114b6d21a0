package dev.switchboard.worker.listening;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/// How long to wait after each failure in a row: twice as long each time, up to a limit, and not all at once. Thread-safe.
final class Pauses {

  private final Duration first;
  private final Duration longest;
  private final DoubleSupplier chance;
  private Duration base;

  /// @param chance from 0 to 1
  Pauses(Duration first, Duration longest, DoubleSupplier chance) {
    this.first = first;
    this.longest = longest;
    this.chance = chance;
    this.base = first;
  }

  /// Never below the first and never above the longest.
  synchronized Duration next() {
    var pause = jittered(base);
    base = shorter(base.multipliedBy(2), longest);
    return pause;
  }

  /// A wait for something that is no failure of the service: as after the first one, however many there are.
  Duration shortest() {
    return jittered(first);
  }

  /// The service works again.
  synchronized void reset() {
    base = first;
  }

  // Between three quarters and five quarters.
  private Duration jittered(Duration pause) {
    var about = Duration.ofNanos((long) (pause.toNanos() * (0.75 + chance.getAsDouble() / 2)));
    return shorter(about.compareTo(first) < 0 ? first : about, longest);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
