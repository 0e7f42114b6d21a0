package dev.switchboard.worker.jobrunr;

import dev.switchboard.core.task.Cleanup;
import dev.switchboard.core.task.TaskQueue;
import dev.switchboard.core.task.TaskTables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jobrunr.jobs.JobDetails;
import org.jobrunr.jobs.RecurringJob;
import org.jobrunr.storage.StorageException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the task server running: JobRunr's stops for good at the first heartbeat that the database does not take. Starts
/// it when, and only when, the database answers; logs one line when it was lost and one when it is back. The database may
/// be away when the supervisor starts.
public final class Supervisor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

  private static final Duration EVERY = Duration.ofMillis(500);

  private final DataSource dataSource;
  private final TaskServer server;
  private final RecurringJob cleanup;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("task-supervisor").daemon().unstarted(this::supervise);

  // Of the supervisor's thread only.
  private boolean wasStarted;
  private @Nullable Instant lostAt;

  /// @param dataSource one that joins no surrounding transaction
  /// @throws IllegalArgumentException where the cron expression cannot be read
  public Supervisor(DataSource dataSource, TaskServer server, WorkerConfiguration configuration) {
    this.dataSource = dataSource;
    this.server = server;
    this.cleanup = recurring(new Cleanup(), configuration.cleanupCron());
  }

  private static RecurringJob recurring(Cleanup task, String cron) {
    var recurring = new RecurringJob("cleanup", new JobDetails(task), cron, "UTC", RecurringJob.CreatedBy.API);
    recurring.setJobName(task.title());
    recurring.setAmountOfRetries(TaskQueue.RETRIES);
    return recurring;
  }

  /// Returns at once; the server runs as soon as the database answers. To be called once.
  public void start() {
    thread.start();
  }

  private void supervise() {
    try {
      do {
        if (!server.isRunning()) {
          keepRunning();
        }
      } while (!closing.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      LOG.debug("Supervising ends");
    }
  }

  private void keepRunning() {
    if (wasStarted) {
      lost("JobRunr's server has stopped");
    }
    try {
      probe();
      TaskTables.create(dataSource);
      saveRecurring();
      server.start();
      wasStarted = true;
      back();
    } catch (SQLException | RuntimeException | Error e) {
      lost(e.toString());
    }
  }

  /// A query, not only a connection: a database that is starting up, or a standby, takes connections and no writes.
  private void probe() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_is_in_recovery()")) {
      if (!row.next() || row.getBoolean(1)) {
        throw new SQLException("The database is read-only: it is in recovery");
      }
    }
  }

  private void saveRecurring() {
    try {
      server.getStorageProvider().saveRecurringJob(cleanup);
    } catch (StorageException anotherNodeWasFirst) {
      // JobRunr looks and then inserts; the second time there is something to update.
      server.getStorageProvider().saveRecurringJob(cleanup);
    }
  }

  private void lost(String reason) {
    if (lostAt == null && closing.getCount() > 0) {
      lostAt = Instant.now();
      LOG.warn("No tasks are run on this node until the database is back: {}", reason);
    }
  }

  private void back() {
    if (lostAt != null) {
      LOG.info("Tasks are run again, after {} s", Duration.between(lostAt, Instant.now()).toSeconds());
      lostAt = null;
    }
  }

  /// Stops supervising and closes the server: claims nothing more, waits a bounded time for running tasks, then
  /// interrupts them.
  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
  }
}
