package dev.switchboard.worker.assignment;

import dev.switchboard.core.account.AccountChanges;
import dev.switchboard.core.assignment.AbandonedChats;
import dev.switchboard.core.assignment.WaitingChats;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.tenant.Agents;
import dev.switchboard.core.tenant.Teams;
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

/// Has chats given to agents as soon as the doorbell says that some may be: a customer has written, an agent has come, or has
/// room, or may see or do something else, or an account is to be given out now. Besides it sweeps, for what was not told and
/// for agents who are gone.
///
/// Every worker does; the database decides about each chat once. It looks ten times a second at most, so what comes while it
/// gives is given together. No task of JobRunr's: it would wait for a slot behind messages.
@Singleton
@Requires(property = "switchboard.worker.enabled", value = "true")
final class AssignmentTimer {

  private static final Logger LOG = LoggerFactory.getLogger(AssignmentTimer.class);
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final WaitingChats waiting;
  private final AbandonedChats abandoned;
  private final Doorbell doorbell;
  private final AssignmentConfiguration configuration;
  private final Semaphore rung = new Semaphore(1);
  private volatile boolean stopping;
  private volatile @Nullable Thread thread;

  // Of the thread only.
  private long swept;
  private final Trouble trouble = new Trouble(LOG, "chats cannot be given to agents",
      "chats are given to agents again");

  AssignmentTimer(WaitingChats waiting, AbandonedChats abandoned, Doorbell doorbell,
      AssignmentConfiguration configuration) {
    this.waiting = waiting;
    this.abandoned = abandoned;
    this.doorbell = doorbell;
    this.configuration = configuration;
    this.swept = System.nanoTime() - configuration.sweepEvery().toNanos();
  }

  @EventListener
  void start(StartupEvent event) {
    // Of teams the triggers tell, as of agents and accounts.
    for (var topic : new String[]{WaitingChats.DUE, Agents.CHANGED, AccountChanges.CHANGED, Teams.CHANGED}) {
      doorbell.on(topic, _ -> rung.release());
    }
    doorbell.onReconnect(rung::release);
    thread = Thread.ofVirtual().name("assignment").start(this::run);
  }

  private void run() {
    try {
      // A call of the database may have swallowed the interrupt.
      while (!stopping) {
        if (rung.tryAcquire(untilSweep(), TimeUnit.NANOSECONDS)) {
          rung.drainPermits();
        }
        look();
        Thread.sleep(SHORTEST);
      }
    } catch (InterruptedException e) {
      LOG.debug("giving chats to agents ends");
    }
  }

  private long untilSweep() {
    return Math.max(0, configuration.sweepEvery().toNanos() - (System.nanoTime() - swept));
  }

  private void look() {
    try {
      if (untilSweep() == 0) {
        swept = System.nanoTime();
        var taken = abandoned.takeBack(configuration.returnAfter());
        if (taken > 0) {
          LOG.info("{} chats wait for anybody again, because their agents are gone", taken);
        }
      }
      waiting.give();
      trouble.over();
    } catch (RuntimeException e) {
      if (!stopping) {
        trouble.met(e);
      }
    }
  }

  @EventListener
  void stop(ShutdownEvent event) throws InterruptedException {
    stopping = true;
    var running = thread;
    if (running != null) {
      running.interrupt();
      running.join(PATIENCE);
    }
  }
}
