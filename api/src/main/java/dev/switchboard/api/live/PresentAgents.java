package dev.switchboard.api.live;

import dev.switchboard.core.assignment.WaitingChats;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.presence.AgentPresence;
import dev.switchboard.core.tenant.Presence;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which agents have an inbox open at this node and what they look at, said to the database by a thread of its own, which
/// then looks who is there at all: within a quarter of a second when something changes here or elsewhere, and again every
/// 15 seconds. Nobody waits for it. Thread-safe.
@Singleton
final class PresentAgents {

  private static final Logger LOG = LoggerFactory.getLogger(PresentAgents.class);
  private static final Duration REPEAT = Duration.ofSeconds(15);
  private static final Duration LASTING = Duration.ofSeconds(40);
  private static final Duration SHORTEST = Duration.ofMillis(250);

  /// @param chatId what is looked at there; null for none
  private record Seat(UUID agentId, @Nullable UUID chatId) {}

  private final AgentPresence presence;
  private final Doorbell doorbell;
  private final Colleagues colleagues;
  private final UUID node = UUID.randomUUID();
  private final Map<UUID, Seat> seats = new ConcurrentHashMap<>();
  private final Semaphore wake = new Semaphore(0);
  private final AtomicBoolean changed = new AtomicBoolean();
  private final AtomicBoolean arrived = new AtomicBoolean();
  private final Thread thread = Thread.ofVirtual().name("present agents").unstarted(this::run);
  private long reported = System.nanoTime();
  private volatile boolean closed;

  PresentAgents(AgentPresence presence, Doorbell doorbell, Colleagues colleagues) {
    this.presence = presence;
    this.doorbell = doorbell;
    this.colleagues = colleagues;
  }

  @PostConstruct
  void start() {
    // For as long as the node lives.
    var _ = doorbell.on(AgentPresence.CHANGED, _ -> wake.release());
    wake.release();
    thread.start();
  }

  /// An agent has connected; for services nothing is noted.
  void came(LiveClient client) {
    if (client.agentId() != null) {
      seats.put(client.id(), new Seat(client.agentId(), null));
      // In this order: whoever finds that somebody has arrived has reported them, or does now.
      changed.set(true);
      arrived.set(true);
      wake.release();
    }
  }

  /// One of the agent's connections has ended.
  void left(LiveClient client) {
    if (seats.remove(client.id()) != null) {
      change();
    }
  }

  /// The agent looks at another chat with this connection, or at none any more.
  void looks(LiveClient client, @Nullable UUID chatId) {
    var before = seats.computeIfPresent(client.id(), (_, seat) -> new Seat(seat.agentId, chatId));
    if (before != null) {
      change();
    }
  }

  /// The agent says what to think of them, on all nodes. Blocks.
  void says(UUID agentId, Presence said) {
    presence.say(agentId, said);
    doorbell.ring(WaitingChats.DUE);
    change();
  }

  private void change() {
    changed.set(true);
    wake.release();
  }

  private void run() {
    try {
      // A call of the database may have swallowed the interrupt.
      while (!closed) {
        if (wake.tryAcquire(untilDue(), TimeUnit.NANOSECONDS)) {
          wake.drainPermits();
        }
        tell();
        Thread.sleep(SHORTEST);
      }
    } catch (InterruptedException e) {
      LOG.debug("saying which agents are here ends");
    }
  }

  // Whatever wakes the thread meanwhile, what it has said must not grow old.
  private long untilDue() {
    return Math.max(0, REPEAT.toNanos() - (System.nanoTime() - reported));
  }

  private void tell() {
    var welcome = arrived.getAndSet(false);
    try {
      var moved = changed.getAndSet(false);
      if (moved || untilDue() == 0) {
        reported = System.nanoTime();
        var gone = presence.report(node, here(), LASTING);
        if (moved || gone) {
          doorbell.ring(AgentPresence.CHANGED);
        }
      }
      if (welcome) {
        // Whoever has come may be given chats.
        doorbell.ring(WaitingChats.DUE);
      }
      colleagues.look();
    } catch (RuntimeException e) {
      // Said again in time; at worst somebody is told who is here.
      changed.set(true);
      arrived.compareAndSet(false, welcome);
      LOG.debug("which agents are here cannot be said: {}", e.getMessage());
    }
  }

  private Map<UUID, Set<UUID>> here() {
    var agents = new HashMap<UUID, Set<UUID>>();
    seats.values().forEach(seat -> {
      var looking = agents.computeIfAbsent(seat.agentId, _ -> new HashSet<>());
      if (seat.chatId != null) {
        looking.add(seat.chatId);
      }
    });
    return agents;
  }

  /// When the node stops, its agents have gone elsewhere.
  @PreDestroy
  void close() throws InterruptedException {
    closed = true;
    thread.interrupt();
    thread.join();
    if (!seats.isEmpty()) {
      seats.clear();
      change();
      tell();
    }
  }
}
