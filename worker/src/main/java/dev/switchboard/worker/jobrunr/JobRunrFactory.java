package dev.switchboard.worker.jobrunr;

import dev.switchboard.core.database.Database;
import io.micronaut.context.BeanContext;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/// Wires the task server where this node is a worker: `switchboard.worker.enabled` is true.
@Factory
@Requires(property = "switchboard.worker.enabled", value = "true")
final class JobRunrFactory {

  @Singleton
  @Bean(preDestroy = "close")
  TaskServer taskServer(Database database, BeanContext beans, WorkerConfiguration configuration) {
    return TaskServer.over(database.pool(), new TaskHandlers(beans), configuration);
  }

  @Singleton
  Supervisor supervisor(Database database, TaskServer server, WorkerConfiguration configuration) {
    return new Supervisor(database.pool(), server, configuration);
  }

  @Singleton
  TaskMetrics taskMetrics(BeanProvider<TaskServer> server) {
    return new TaskMetrics(() -> server.get().slots());
  }

  // At once, so that a dashboard without a password stops the start and not the first visitor.
  @Context
  @Bean(preDestroy = "close")
  @Requires(property = "switchboard.dashboard.enabled", value = "true")
  Dashboard dashboard(TaskServer server, DashboardConfiguration configuration) {
    return new Dashboard(server.getStorageProvider(), configuration);
  }
}
