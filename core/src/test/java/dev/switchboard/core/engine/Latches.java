package dev.switchboard.core.engine;

import java.util.concurrent.CountDownLatch;

/// Waiting where nothing may be thrown, as in what a test has a provider do.
public final class Latches {

  /// An interrupt ends it and stays set.
  public static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Latches() {}
}
