package dev.switchboard.core.database;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Lets a thread act at once as long as it acts now and then, and at intervals while there is always something to do: what
/// comes meanwhile is done together.
///
/// For what accompanies each batch and costs a round trip of its own. For one thread.
public final class Throttle {

  private static final Duration INTERVAL = Duration.ofMillis(4);
  private static final int BURST = 8;

  private final long interval;
  private final long slack;
  private final LongSupplier clock;
  // When the next act were due, were all of them an interval apart.
  private long due;

  /// Every 4 ms in the long run, and up to eight times at once after a rest.
  public Throttle() {
    this(INTERVAL, BURST, System::nanoTime);
  }

  /// @param interval between two acts, in the long run
  /// @param burst so many may follow one another at once after a rest
  Throttle(Duration interval, int burst, LongSupplier clock) {
    this.interval = interval.toNanos();
    this.slack = this.interval * (burst - 1);
    this.clock = clock;
    this.due = clock.getAsLong();
  }

  /// Waits until the caller may act; an interrupt ends the waiting.
  public void await() {
    var wait = next();
    if (wait > 0) {
      LockSupport.parkNanos(this, wait);
    }
  }

  /// Counts an act, and returns how many nanoseconds it has to wait.
  long next() {
    var now = clock.getAsLong();
    if (due - now < 0) {
      due = now;
    }
    var wait = Math.max(0, due - slack - now);
    due += interval;
    return wait;
  }
}
