package dev.switchboard.bench;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Offers work at a fixed rate, whatever has become of what was offered before.
record Pace(double perSecond) {

  /// One thing that is offered.
  @FunctionalInterface
  interface Offer {
    void make(long number) throws Exception;
  }

  /// Makes the offers of this time, counted from 0. Those that the time was too short for, because earlier ones were held
  /// up, are not made any more. Returns how many were made, when the time is over.
  long keep(Duration time, Offer offer) throws Exception {
    var begin = System.nanoTime();
    var count = offers(time);
    var made = 0L;
    while (made < count && System.nanoTime() - begin < time.toNanos()) {
      parkUntil(begin + (long) (made * TimeUnit.SECONDS.toNanos(1) / perSecond));
      offer.make(made);
      made++;
    }
    parkUntil(begin + time.toNanos());
    return made;
  }

  /// How many offers a time has.
  long offers(Duration time) {
    return Math.round(perSecond * time.toMillis() / 1_000);
  }

  private static void parkUntil(long due) throws InterruptedException {
    for (var left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
