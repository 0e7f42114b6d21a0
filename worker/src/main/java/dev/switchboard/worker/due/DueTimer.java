package dev.switchboard.worker.due;

import dev.switchboard.core.chat.SnoozedChats;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.metric.EngineMetrics;
import dev.switchboard.core.outbox.DueLanes;
import dev.switchboard.core.outbox.Overdue;
import dev.switchboard.core.outbox.Stranded;
import dev.switchboard.worker.Trouble;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at least once a second, and when the next row is due, for scheduled messages to release, expired ones to end, lost
/// workers' messages to recover, chats to bring back, and retries, status checks and fetches of files to wake. All of it is
/// decided by the database's clock and harmless when several nodes do it at once.
@Singleton
@Requires(property = "switchboard.worker.enabled", value = "true")
final class DueTimer {

  private static final Logger LOG = LoggerFactory.getLogger(DueTimer.class);
  private static final Duration SHORTEST = Duration.ofMillis(20);
  private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);

  private final Overdue overdue;
  private final Stranded stranded;
  private final DueLanes dueLanes;
  private final SnoozedChats snoozed;
  private final Doorbell doorbell;
  private final Semaphore rung = new Semaphore(0);
  private volatile @Nullable Thread thread;
  private final Trouble trouble = new Trouble(LOG, "cannot look for due messages",
      "looking for due messages again");

  DueTimer(Overdue overdue, Stranded stranded, DueLanes dueLanes, SnoozedChats snoozed, Doorbell doorbell) {
    this.overdue = overdue;
    this.stranded = stranded;
    this.dueLanes = dueLanes;
    this.snoozed = snoozed;
    this.doorbell = doorbell;
  }

  @EventListener
  void start(StartupEvent event) {
    doorbell.on("scheduled", topic -> rung.release());
    thread = Thread.ofVirtual().name("due timer").start(this::run);
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      var pause = look();
      try {
        if (rung.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
          rung.drainPermits();
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private Duration look() {
    try {
      EngineMetrics.leasesExpired(overdue.recover());
      overdue.release();
      overdue.expire();
      stranded.reroute();
      snoozed.wake();
      var next = earlier(dueLanes.wake(), overdue.nextRelease());
      trouble.over();
      return next.compareTo(SHORTEST) < 0 ? SHORTEST : next;
    } catch (RuntimeException e) {
      trouble.met(e);
      return AFTER_TROUBLE;
    }
  }

  private static Duration earlier(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  @EventListener
  void stop(ShutdownEvent event) throws InterruptedException {
    var running = thread;
    if (running != null) {
      running.interrupt();
      running.join();
    }
  }
}
