package dev.switchboard.bench.contender;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// db-scheduler 16: the job is stored in the transaction of the message, and its scheduler looks for it right after the
/// commit.
///
/// Source: https://github.com/kagkarlsson/db-scheduler (README: polling strategy, immediate execution, things to note;
/// docs/performance.md: the faster setting of its benchmark on machines of two cores)
public final class DbSchedulerContender implements Contender {

  private static final int THREADS = 100;
  private static final int CONNECTIONS = 50;

  private final TransactionAwarePool pool;
  private final Delivery delivery;
  private final OneTimeTask<Long> task;
  private final SchedulerClient client;
  private volatile @Nullable Scheduler scheduler;

  private DbSchedulerContender(Place place) throws SQLException {
    pool = new TransactionAwarePool(place.hikari(CONNECTIONS));
    MessageTable.create(pool);
    createTasks();
    delivery = new Delivery(pool, place.sink(), THREADS);
    task = Tasks.oneTime("send", Long.class).execute((instance, _) -> send(instance));
    client = SchedulerClient.Builder.create(pool, task).build();
  }

  public static void main(String[] arguments) {
    Contest.main(arguments, DbSchedulerContender::new);
  }

  /// As its postgresql_tables.sql says, without what only users of priorities need.
  private void createTasks() throws SQLException {
    try (var connection = pool.getConnection(); var statement = connection.createStatement()) {
      statement.execute("""
          create table scheduled_tasks (
            task_name text not null,
            task_instance text not null,
            task_data bytea,
            execution_time timestamptz not null,
            picked boolean not null,
            picked_by text,
            last_success timestamptz,
            last_failure timestamptz,
            consecutive_failures int,
            last_heartbeat timestamptz,
            version bigint not null,
            primary key (task_name, task_instance)
          );
          create index execution_time_idx on scheduled_tasks (execution_time);
          create index last_heartbeat_idx on scheduled_tasks (last_heartbeat)""");
    }
  }

  private void send(TaskInstance<Long> instance) {
    try {
      delivery.deliver(UUID.fromString(instance.getId()), instance.getData());
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void accept(Message message) throws SQLException {
    pool.transaction(connection -> {
      MessageTable.insert(connection, List.of(message));
      client.scheduleIfNotExists(instance(message), Instant.now());
    });
    if (scheduler != null) {
      scheduler.triggerCheckForDueExecutions();
    }
  }

  @Override
  public void acceptAll(List<Message> messages) throws SQLException {
    pool.transaction(connection -> {
      MessageTable.insert(connection, messages);
      client.scheduleBatch(messages.stream().map(this::instance), Instant.now());
    });
  }

  private TaskInstance<Long> instance(Message message) {
    return task.instance(message.id().toString(), message.sentAt());
  }

  @Override
  public void startWorkers() {
    scheduler = Scheduler.create(pool, task).threads(THREADS).pollUsingLockAndFetch(2.0, 6.0).build();
    scheduler.start();
  }

  @Override
  public void stopWorkers() {
    if (scheduler != null) {
      scheduler.stop();
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
}
