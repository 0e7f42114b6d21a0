package dev.switchboard.bench.live;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Says when something is due, so many times a second, whatever holds it up: what is late is done late, and is to be counted
/// from when it was due.
record Metronome(int rate) {

  void beat(int times, Beat beat) throws IOException, InterruptedException {
    var begin = System.nanoTime();
    for (var i = 0; i < times; i++) {
      var due = begin + TimeUnit.SECONDS.toNanos(i) / rate;
      for (var left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      beat.at(due);
    }
  }

  /// What is to be done.
  @FunctionalInterface
  interface Beat {

    /// @param due as `System.nanoTime()` counts
    void at(long due) throws IOException, InterruptedException;
  }
}
