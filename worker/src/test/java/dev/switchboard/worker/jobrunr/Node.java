package dev.switchboard.worker.jobrunr;

import static org.awaitility.Awaitility.await;

import dev.switchboard.core.task.CleanupHandler;
import dev.switchboard.core.task.MessageSendHandler;
import dev.switchboard.core.task.StatusCheckHandler;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jobrunr.server.JobActivator;

/// A worker node whose handlers do what a test says.
final class Node implements AutoCloseable {

  static final WorkerConfiguration CONFIGURATION = new WorkerConfiguration(4, Duration.ofSeconds(2),
      Duration.ofMinutes(10), "0 0 1 1 *", Duration.ofSeconds(5));

  final TaskServer server;
  private final Supervisor supervisor;

  /// @param handlers of the types [MessageSendHandler], [StatusCheckHandler], [CleanupHandler]
  Node(DataSource pool, WorkerConfiguration configuration, Object... handlers) {
    server = TaskServer.over(pool, new Handlers(List.of(handlers)), configuration);
    supervisor = new Supervisor(pool, server, configuration);
  }

  Node(DataSource pool, MessageSendHandler handler) {
    this(pool, CONFIGURATION, handler);
  }

  Node start() {
    supervisor.start();
    return this;
  }

  Node startAndAwait() {
    start();
    await().atMost(Duration.ofSeconds(60)).until(this::isReady);
    return this;
  }

  boolean isReady() {
    return server.isRunning() && !server.isNotReadyToProcessJobs();
  }

  void ring() {
    server.ring();
  }

  @Override
  public void close() {
    supervisor.close();
  }

  private record Handlers(List<Object> handlers) implements JobActivator {

    @Override
    @SuppressWarnings("unchecked")
    public <T> T activateJob(Class<T> type) {
      var handler = MessageSendHandler.class.isAssignableFrom(type) ? MessageSendHandler.class : type;
      return (T) handlers.stream().filter(handler::isInstance).findFirst().orElse(null);
    }
  }
}
