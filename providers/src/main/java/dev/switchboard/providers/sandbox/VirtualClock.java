package dev.switchboard.providers.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// A clock that stands still until it is set: with it a service does nothing until [SandboxService#tick].
public final class VirtualClock extends Clock {

  private Instant now;

  public VirtualClock(Instant now) {
    this.now = now;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  synchronized void set(Instant instant) {
    now = instant;
    notifyAll();
  }

  synchronized void awaitPast(Instant instant) throws InterruptedException {
    while (now.isBefore(instant)) {
      wait();
    }
  }

  Instant after(Duration duration) {
    return instant().plus(duration);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
