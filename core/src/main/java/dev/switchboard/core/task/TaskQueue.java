package dev.switchboard.core.task;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.JobDetails;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.storage.sql.common.JobTable;
import org.jobrunr.storage.sql.postgres.PostgresDialect;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;

/// Orders tasks. Works on every node, also where no task is ever run. Thread-safe.
@Singleton
public final class TaskQueue {

  /// Domain retries are rows of ours; JobRunr's are for a bug or a database that is away, so few of them.
  public static final int RETRIES = 3;

  // Without module discovery, so that every node writes the same JSON whatever else is on its class path.
  private final JobMapper mapper = new JobMapper(new JacksonJsonMapper(false));

  /// Inserts the task in the transaction that is open on `connection`: it exists when that commits and never did when
  /// that rolls back. One insert, no commit, no wake-up: ring the workers after the commit. The same task may be enqueued
  /// again and then runs again.
  ///
  /// @return JobRunr's id of the task
  public UUID enqueue(Connection connection, Task task) throws SQLException {
    Job job = new Job(new JobDetails(task));
    job.setJobName(task.title());
    job.setAmountOfRetries(RETRIES);
    return new JobTable(connection, new PostgresDialect(), TaskTables.PREFIX, mapper).save(job).getId();
  }
}
