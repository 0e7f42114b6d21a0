package dev.switchboard.worker.send;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.metric.EngineMetrics;
import dev.switchboard.core.outbox.Handoff;
import dev.switchboard.core.outbox.Outbox;
import dev.switchboard.core.outbox.Outcomes;
import dev.switchboard.core.task.MessageSend;
import dev.switchboard.core.task.MessageSendHandler;
import dev.switchboard.core.task.Wakeups;
import dev.switchboard.worker.jobrunr.Winding;
import dev.switchboard.worker.jobrunr.WorkerLifecycle;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs MESSAGE_SEND tasks: one drain for each account and lane on this node, whatever the number of tasks.
@Singleton
@Requires(property = "switchboard.worker.enabled", value = "true")
final class Drains implements MessageSendHandler, Handoff, Winding, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Drains.class);

  /// What every drain of this node works with.
  record Engine(Outbox outbox, Outcomes outcomes, Wakeups wakeups, SendConfiguration configuration, int slotsPerLane,
      Semaphore lingering, String node) {}

  private final Accounts accounts;
  private final Gates gates;
  private final Engine engine;
  private final Map<MessageSend, Drain> active = new ConcurrentHashMap<>();
  private final Map<MessageSend, Future<?>> paused = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer = Executors
      .newSingleThreadScheduledExecutor(Thread.ofVirtual().name("paused lanes").factory());
  private volatile boolean closed;

  Drains(Accounts accounts, Gates gates, Engine engine, Doorbell doorbell, WorkerLifecycle lifecycle) {
    this.accounts = accounts;
    this.gates = gates;
    this.engine = engine;
    lifecycle.beforeStop(this);
    // Never unsubscribed: the doorbell goes with the node.
    doorbell.on("lane ", this::ring);
    doorbell.onReconnect(() -> active.values().forEach(Drain::ring));
  }

  @Override
  public void run(MessageSend task) throws InterruptedException {
    var account = accounts.find(task.accountId()).filter(Account::enabled);
    if (account.isEmpty()) {
      LOG.info("there is no enabled account {}: what is to be sent from it waits", task.accountId());
      // So that the lane can be woken as soon as the account is switched on.
      engine.wakeups().clear(task);
      return;
    }
    var drain = new Drain(task, account.get(), engine, gates.of(task), () -> mayGoOn(task, account.get()));
    // A paused lane's flag stays set, so that accepts order no further tasks until the pause is over.
    if (closed || paused.containsKey(task) || handedOver(task, drain)) {
      return;
    }
    var begun = System.nanoTime();
    try {
      var end = drain.run();
      if (end.pause().isPositive()) {
        wakeAfter(end.pause(), task);
      }
    } finally {
      active.remove(task, drain);
      EngineMetrics.drained(task.lane(), Duration.ofNanos(System.nanoTime() - begun));
    }
  }

  // Giving the slot up is for the others' sake: where slots are free, nobody waits for it. A drain whose account has been
  // changed ends, so that the next one sees it as it is now.
  private boolean mayGoOn(MessageSend task, Account account) {
    var ofThisLane = active.keySet().stream().filter(other -> other.lane() == task.lane()).count();
    return ofThisLane < engine.slotsPerLane() && accounts.find(task.accountId()).orElse(null) == account;
  }

  @Override
  public @Nullable Room reserve(Account account, Lane lane, int wanted) {
    var drain = active.get(new MessageSend(account.id(), lane));
    return drain == null ? null : drain.reserve(account, wanted);
  }

  private boolean handedOver(MessageSend task, Drain drain) {
    while (true) {
      var running = active.putIfAbsent(task, drain);
      if (running == null) {
        return false;
      }
      if (running.handOver()) {
        return true;
      }
      active.remove(task, running);
    }
  }

  // In memory only: should this node die, the sweep finds the rows.
  private void wakeAfter(Duration pause, MessageSend lane) {
    paused.computeIfAbsent(lane, key -> timer.schedule(() -> {
      paused.remove(key);
      try {
        engine.wakeups.force(List.of(key));
      } catch (RuntimeException e) {
        LOG.warn("could not wake lane {} {}, the sweep will: {}", key.accountId(), key.lane().label(), e.getMessage());
      }
    }, pause.toNanos(), TimeUnit.NANOSECONDS));
  }

  private void ring(String topic) {
    active.forEach((lane, drain) -> {
      if (Wakeups.lane(lane).equals(topic)) {
        drain.ring();
      }
    });
  }

  /// How many drains run on this node.
  int running() {
    return active.size();
  }

  /// Drains begin nothing more, and end when what they have under way is written.
  @Override
  public void windDown() {
    closed = true;
    active.values().forEach(Drain::stop);
  }

  @Override
  @PreDestroy
  public void close() {
    windDown();
    timer.shutdownNow();
  }
}
