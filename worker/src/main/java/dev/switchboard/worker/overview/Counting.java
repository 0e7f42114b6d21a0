package dev.switchboard.worker.overview;

import dev.switchboard.core.overview.OverviewLog;
import dev.switchboard.worker.Leadership;
import dev.switchboard.worker.Trouble;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Adds what happens to what overviews show, once a second: one node at a time, whichever has the lease. Nothing waits for it,
/// and no bell rings for it.
@Singleton
@Requires(property = "switchboard.worker.enabled", value = "true")
final class Counting {

  private static final Logger LOG = LoggerFactory.getLogger(Counting.class);
  private static final Duration TICK = Duration.ofSeconds(1);

  private final OverviewLog log;
  private final Leadership leadership;
  private volatile boolean stopping;
  private volatile @Nullable Thread thread;

  private final Trouble trouble = new Trouble(LOG, "overviews cannot be kept up to date",
      "overviews are kept up to date again");

  Counting(OverviewLog log) {
    this.log = log;
    this.leadership = new Leadership(LOG, log.reader(), "keeps overviews up to date");
  }

  @EventListener
  void start(StartupEvent event) {
    thread = Thread.ofVirtual().name("overview").start(this::run);
  }

  private void run() {
    try {
      // A call of the database may have swallowed the interrupt.
      while (!stopping) {
        Thread.sleep(look());
      }
    } catch (InterruptedException e) {
      LOG.debug("counting ends");
    }
  }

  private Duration look() {
    try {
      var pause = lead();
      trouble.over();
      return pause;
    } catch (RuntimeException e) {
      if (!stopping) {
        trouble.met(e);
      }
      return TICK;
    }
  }

  private Duration lead() {
    return leadership.lease().map(log::look).map(look -> switch (look) {
      case MORE -> Duration.ZERO;
      case DONE -> TICK;
      case LOST -> {
        leadership.lost();
        yield TICK;
      }
    }).orElse(OverviewLog.LEASE.dividedBy(3));
  }

  @EventListener
  void stop(ShutdownEvent event) throws InterruptedException {
    stopping = true;
    var running = thread;
    if (running == null) {
      return;
    }
    running.interrupt();
    running.join();
    leadership.giveBack();
  }
}
