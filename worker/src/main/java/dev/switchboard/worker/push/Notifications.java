package dev.switchboard.worker.push;

import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.push.Deliveries;
import dev.switchboard.core.push.Devices;
import dev.switchboard.core.push.PushIdentity;
import dev.switchboard.core.push.PushLog;
import dev.switchboard.core.push.PushSettings;
import dev.switchboard.worker.Leadership;
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

/// Reads the log of events for what agents are to be told, and has it told: one node at a time, whichever has the lease.
///
/// It looks when the doorbell says that there are events, four times a second at most, and once a second by itself; while
/// nobody has allowed notifications, three times in a lease. Nothing waits for it.
@Singleton
@Requires(property = "switchboard.worker.enabled", value = "true")
@Requires(beans = PushIdentity.class)
final class Notifications {

  private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
  /// Rung when the lease was given back.
  private static final String FREE = Devices.ADDED + " free";
  private static final Duration SHORTEST = Duration.ofMillis(250);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final PushLog log;
  private final Deliveries deliveries;
  private final Calls calls;
  private final Doorbell doorbell;
  private final Duration renewEvery;
  private final Leadership leadership;
  private final Semaphore rung = new Semaphore(0);
  private volatile boolean anybody;
  private volatile boolean stopping;
  private volatile @Nullable Thread thread;

  private final Trouble trouble = new Trouble(LOG, "agents cannot be notified",
      "agents are notified again");

  Notifications(PushLog log, Deliveries deliveries, Calls calls, Doorbell doorbell, PushSettings settings) {
    this.log = log;
    this.leadership = new Leadership(LOG, log.reader(), "notifies agents");
    this.deliveries = deliveries;
    this.calls = calls;
    this.doorbell = doorbell;
    this.renewEvery = settings.lease().dividedBy(3);
  }

  @EventListener
  void start(StartupEvent event) {
    doorbell.on("events", _ -> {
      if (anybody) {
        rung.release();
      }
    });
    doorbell.on(Devices.ADDED, _ -> rung.release());
    thread = Thread.ofVirtual().name("notifications").start(this::run);
  }

  private void run() {
    try {
      // A call of the database may have swallowed the interrupt.
      while (!stopping) {
        var pause = look();
        Thread.sleep(shorter(SHORTEST, pause));
        if (rung.tryAcquire(Math.max(0, pause.minus(SHORTEST).toNanos()), TimeUnit.NANOSECONDS)) {
          rung.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("notifying agents ends");
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
    var lease = leadership.lease();
    if (lease.isEmpty()) {
      anybody = false;
      return renewEvery;
    }
    return switch (log.look(lease.get())) {
      case MORE -> tell(Duration.ZERO);
      case DONE -> tell(TICK);
      case NOBODY -> {
        anybody = false;
        yield renewEvery;
      }
      case LOST -> {
        leadership.lost();
        anybody = false;
        yield TICK;
      }
    };
  }

  private Duration tell(Duration pause) {
    anybody = true;
    deliveries.drop();
    calls.begin(rung::release);
    return shorter(pause, renewEvery);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
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
    calls.close(PATIENCE);
    if (leadership.giveBack()) {
      doorbell.ring(FREE);
    }
  }
}
