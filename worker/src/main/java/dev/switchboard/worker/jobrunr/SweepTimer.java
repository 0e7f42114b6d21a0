package dev.switchboard.worker.jobrunr;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sweeps again and again, with a pause between two rounds, whatever happens in them.
final class SweepTimer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SweepTimer.class);

  private final Sweep sweep;
  private final Duration pause;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("sweep").unstarted(this::run);

  SweepTimer(Sweep sweep, Duration pause) {
    this.sweep = sweep;
    this.pause = pause;
  }

  void start() {
    thread.start();
  }

  private void run() {
    boolean failing = false;
    try {
      while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        failing = !swept(failing);
      }
    } catch (InterruptedException e) {
      LOG.debug("Sweeping ends");
    }
  }

  private boolean swept(boolean failedBefore) throws InterruptedException {
    try {
      sweep.sweep();
      return true;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      if (!failedBefore) {
        LOG.warn("The sweep failed, the next one comes in {}", pause, e);
      }
      return false;
    }
  }

  /// Waits for a round that is running.
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
