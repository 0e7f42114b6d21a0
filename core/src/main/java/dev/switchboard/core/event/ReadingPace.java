package dev.switchboard.core.event;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// When the log is looked at again: at once, when the bell rings, or when the horizon may have moved.
///
/// What an idle node pays is one look now and then, in case that a bell was lost. No bell rings when the horizon moves, so
/// while there are events above it the pause grows from 2 to 100 ms, and no bell shortens it: it could not tell anything
/// new. Between two looks there are at least 2 ms, so that a busy node reads events in batches.
final class ReadingPace {

  private static final long MILLISECOND = 1_000_000;
  private static final long SHORTEST = 2 * MILLISECOND;
  private static final long LONGEST_HELD = 100 * MILLISECOND;
  private final long idle;
  /// Without a look for so long, the database is away.
  private final Duration away;
  // Not the monitor's wait, which rounds up to whole milliseconds.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition bell = lock.newCondition();
  private boolean rung;
  private long pause = SHORTEST;
  private long horizon;
  private long lookedAt = System.nanoTime();
  private Duration held = Duration.ZERO;

  /// @param idle between two looks while nothing happens
  ReadingPace(Duration idle) {
    this.idle = idle.toNanos();
    this.away = idle.plusSeconds(2);
  }

  /// The bell has rung.
  void wake() {
    lock.lock();
    try {
      rung = true;
      bell.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the next look is due.
  void await(EventPage page) throws InterruptedException {
    lock.lock();
    try {
      awaitLocked(page);
    } finally {
      lock.unlock();
    }
  }

  Duration lag() {
    lock.lock();
    try {
      var silence = Duration.ofNanos(System.nanoTime() - lookedAt);
      return silence.compareTo(away) > 0 || !held.isZero() ? held.plus(silence) : Duration.ZERO;
    } finally {
      lock.unlock();
    }
  }

  private void awaitLocked(EventPage page) throws InterruptedException {
    var now = System.nanoTime();
    var sinceLast = now - lookedAt;
    lookedAt = now;
    held = page.held() == null ? Duration.ZERO : page.held();
    if (page.full()) {
      return;
    }
    if (page.held() != null) {
      var moved = page.horizon() != horizon;
      pause = moved ? SHORTEST : Math.min(pause * 3 / 2, LONGEST_HELD);
      horizon = page.horizon();
      sleep(pause, false);
    } else {
      pause = SHORTEST;
      sleep(Math.max(SHORTEST - sinceLast, 0), false);
      sleep(idle, true);
    }
    rung = false;
  }

  private void sleep(long nanos, boolean untilRung) throws InterruptedException {
    var left = nanos;
    while (left > 0 && !(untilRung && rung)) {
      left = bell.awaitNanos(left);
    }
  }
}
