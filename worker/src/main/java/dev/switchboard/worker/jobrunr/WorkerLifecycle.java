package dev.switchboard.worker.jobrunr;

import dev.switchboard.core.doorbell.Doorbell;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Starts running tasks when all beans are there and stops before the first of them goes: handlers use beans of which the
/// task server knows nothing.
@Singleton
@Requires(property = "switchboard.worker.enabled", value = "true")
public final class WorkerLifecycle {

  private static final String TASK = "task";

  private final Supervisor supervisor;
  private final TaskServer server;
  private final Doorbell doorbell;
  private final List<Winding> winding = new CopyOnWriteArrayList<>();
  private final @Nullable SweepTimer sweepTimer;

  WorkerLifecycle(Supervisor supervisor, TaskServer server, Doorbell doorbell, BeanProvider<Sweep> sweep,
      WorkerConfiguration configuration) {
    this.supervisor = supervisor;
    this.server = server;
    this.doorbell = doorbell;
    this.sweepTimer = sweep.isPresent() ? new SweepTimer(sweep.get(), configuration.sweepEvery()) : null;
  }

  /// Has this told when the node stops.
  public void beforeStop(Winding handler) {
    winding.add(handler);
  }

  @EventListener
  void start(StartupEvent event) {
    // Once started never unsubscribed: a ring at a stopped server does nothing.
    doorbell.on(TASK, topic -> server.ring());
    doorbell.onReconnect(server::ring);
    supervisor.start();
    if (sweepTimer != null) {
      sweepTimer.start();
    }
  }

  @EventListener
  void stop(ShutdownEvent event) {
    winding.forEach(Winding::windDown);
    if (sweepTimer != null) {
      sweepTimer.close();
    }
    supervisor.close();
  }
}
