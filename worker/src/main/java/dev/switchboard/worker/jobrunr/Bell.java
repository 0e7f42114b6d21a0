package dev.switchboard.worker.jobrunr;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Rings are remembered until somebody looks, and many rings are as good as one. Thread-safe; ringing never blocks.
final class Bell {

  private final Semaphore rung = new Semaphore(0);

  void ring() {
    // Without this test a node whose server is down would count rings for days. A ring that finds one waiting is covered
    // by it: whoever is woken looks at the database afterwards.
    if (rung.availablePermits() == 0) {
      rung.release();
    }
  }

  /// Returns when somebody has rung since the last call, or after `patience`.
  void await(Duration patience) throws InterruptedException {
    if (rung.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      rung.drainPermits();
    }
  }
}
