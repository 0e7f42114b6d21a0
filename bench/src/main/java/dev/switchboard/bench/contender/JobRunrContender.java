package dev.switchboard.bench.contender;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;
import org.jspecify.annotations.Nullable;

/// JobRunr 8, open source edition: the message is committed, then its job, as only JobRunr Pro joins transactions.
///
/// Its own numbers are kept: 16 workers a core on virtual threads. It polls as often as it may, every five seconds, and
/// at once when a worker falls idle.
///
/// Source: https://www.jobrunr.io/en/documentation/configuration/virtual-threads/
public final class JobRunrContender implements Contender {

  private static final int CONNECTIONS = 32;

  private final HikariDataSource pool;
  private final Delivery delivery;
  private final StorageProvider storage;
  private final JobRequestScheduler scheduler;
  private @Nullable BackgroundJobServer server;

  private JobRunrContender(Place place) throws SQLException {
    pool = place.pool(CONNECTIONS);
    MessageTable.create(pool);
    delivery = new Delivery(pool, place.sink(), 16 * Runtime.getRuntime().availableProcessors());
    storage = new PostgresStorageProvider(pool);
    scheduler = JobRunr.configure().useStorageProvider(storage).initialize().getJobRequestScheduler();
  }

  public static void main(String[] arguments) {
    Contest.main(arguments, JobRunrContender::new);
  }

  @Override
  public void accept(Message message) throws SQLException {
    insert(List.of(message));
    scheduler.enqueue(new Send(message.id(), message.sentAt()));
  }

  @Override
  public void acceptAll(List<Message> messages) throws SQLException {
    insert(messages);
    scheduler.enqueue(messages.stream().map(message -> new Send(message.id(), message.sentAt())));
  }

  private void insert(List<Message> messages) throws SQLException {
    try (var connection = pool.getConnection()) {
      MessageTable.insert(connection, messages);
    }
  }

  @Override
  public void startWorkers() {
    var configuration = BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
        .andPollInterval(Duration.ofSeconds(5));
    server = new BackgroundJobServer(storage, new JacksonJsonMapper(), new JobActivator() {
      @Override
      @SuppressWarnings("unchecked")
      public <T> T activateJob(Class<T> type) {
        return (T) new Sender(delivery);
      }
    }, configuration);
    server.start();
  }

  @Override
  public void stopWorkers() {
    if (server != null) {
      server.stop();
    }
  }

  @Override
  public long sent() {
    return delivery.sent();
  }

  @Override
  public long recorded() throws SQLException {
    return MessageTable.recorded(pool);
  }

  @Override
  public void close() throws Exception {
    delivery.close();
    pool.close();
  }

  /// The job of a message.
  public record Send(UUID id, long sentAt) implements JobRequest {
    @Override
    public Class<Sender> getJobRequestHandler() {
      return Sender.class;
    }
  }

  /// Runs it.
  public record Sender(Delivery delivery) implements JobRequestHandler<Send> {
    @Override
    public void run(Send send) throws Exception {
      delivery.deliver(send.id(), send.sentAt());
    }
  }
}
