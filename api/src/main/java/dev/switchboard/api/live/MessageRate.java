package dev.switchboard.api.live;

import java.util.concurrent.TimeUnit;

/// Counts what a client says in a minute, or all clients of an agent together. Thread-safe.
final class MessageRate {

  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final int perMinute;
  private long minuteBegan = System.nanoTime();
  private int count;

  MessageRate(int perMinute) {
    this.perMinute = perMinute;
  }

  /// Counts one more.
  synchronized boolean isExceeded() {
    var now = System.nanoTime();
    if (now - minuteBegan > MINUTE) {
      minuteBegan = now;
      count = 0;
    }
    count++;
    return count > perMinute;
  }

  /// Whether the minute is over, so that nothing is lost with what was counted.
  synchronized boolean isOver() {
    return System.nanoTime() - minuteBegan > MINUTE;
  }
}
