package dev.switchboard.api.live;

import dev.switchboard.core.push.AgentPresence;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which agents have an inbox open at this node, said to the database by a thread of its own: within a quarter of a second when
/// one comes or goes, and again every 15 seconds. Nobody waits for it. Thread-safe.
@Singleton
final class PresentAgents {

  private static final Logger LOG = LoggerFactory.getLogger(PresentAgents.class);
  private static final Duration REPEAT = Duration.ofSeconds(15);
  private static final Duration LASTING = Duration.ofSeconds(40);
  private static final Duration SHORTEST = Duration.ofMillis(250);

  private final AgentPresence presence;
  private final UUID node = UUID.randomUUID();
  private final Map<UUID, Integer> connections = new ConcurrentHashMap<>();
  private final Semaphore changed = new Semaphore(0);
  private @Nullable Thread thread;
  private volatile boolean closed;

  PresentAgents(AgentPresence presence) {
    this.presence = presence;
  }

  /// An agent has connected; for services nothing is noted.
  void came(@Nullable UUID agentId) {
    if (agentId != null && connections.merge(agentId, 1, Integer::sum) == 1) {
      start();
      changed.release();
    }
  }

  /// One of the agent's connections has ended.
  void left(@Nullable UUID agentId) {
    if (agentId != null && connections.computeIfPresent(agentId, (_, count) -> count == 1 ? null : count - 1) == null) {
      changed.release();
    }
  }

  private synchronized void start() {
    if (thread == null && !closed) {
      thread = Thread.ofVirtual().name("present agents").start(this::run);
    }
  }

  private void run() {
    try {
      // A call of the database may have swallowed the interrupt.
      while (!closed) {
        if (connections.isEmpty()) {
          changed.acquire();
        } else if (changed.tryAcquire(REPEAT.toMillis(), TimeUnit.MILLISECONDS)) {
          LOG.trace("agents have come or gone");
        }
        changed.drainPermits();
        report();
        Thread.sleep(SHORTEST);
      }
    } catch (InterruptedException e) {
      LOG.debug("saying which agents are here ends");
    }
  }

  private void report() {
    try {
      presence.report(node, Set.copyOf(connections.keySet()), LASTING);
    } catch (RuntimeException e) {
      // Said again in time; at worst somebody is told who is here.
      LOG.debug("which agents are here cannot be said: {}", e.getMessage());
    }
  }

  /// When the node stops, its agents have gone elsewhere.
  @PreDestroy
  void close() throws InterruptedException {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
    }
    if (running != null) {
      running.interrupt();
      running.join();
      connections.clear();
      report();
    }
  }
}
