package dev.switchboard.worker.send;

import dev.switchboard.core.outbox.Outbox;
import dev.switchboard.core.outbox.OutboxSettings;
import dev.switchboard.core.outbox.Outcomes;
import dev.switchboard.core.task.Wakeups;
import dev.switchboard.worker.NodeName;
import dev.switchboard.worker.jobrunr.WorkerConfiguration;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;

/// Wires sending where this node is a worker.
@Factory
@Requires(property = "switchboard.worker.enabled", value = "true")
final class SendFactory {

  @Singleton
  OutboxSettings outboxSettings(SendConfiguration configuration) {
    return configuration.outbox();
  }

  @Singleton
  Drains.Engine engine(Outbox outbox, Outcomes outcomes, Wakeups wakeups, SendConfiguration configuration,
      WorkerConfiguration worker) {
    return new Drains.Engine(outbox, outcomes, wakeups, configuration, worker.slotsPerLane(),
        new Semaphore(configuration.lingering()),
        NodeName.ours());
  }
}
