package dev.switchboard.worker.jobrunr;

import dev.switchboard.core.task.TaskTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.filters.JobFilterUtils;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.storage.StorageException;
import org.jobrunr.storage.StorageProviderUtils.DatabaseOptions;
import org.jobrunr.storage.sql.common.db.Transaction;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;

/// JobRunr's storage, and a claim of ours beside JobRunr's first in, first out. Does not touch the database when it is
/// constructed. Needs a `DataSource` that joins no surrounding transaction: JobRunr commits for itself.
final class TaskStorage extends PostgresStorageProvider {

  private static final String CLAIM = """
      select job.jobAsJson
      from unnest(?::text[], ?::int[]) with ordinality as kind (signature, slots, rank)
      cross join lateral (
        select jobAsJson
        from jobrunr.jobrunr_jobs
        where state = 'ENQUEUED'
          and jobSignature = kind.signature
        order by updatedAt
        limit kind.slots
        for update skip locked) job
      order by kind.rank
      """;

  private final JobMapper mapper;

  TaskStorage(DataSource dataSource, JsonMapper json) {
    super(dataSource, TaskTables.PREFIX, DatabaseOptions.NO_VALIDATE);
    this.mapper = new JobMapper(json);
    setJobMapper(mapper);
  }

  /// Marks waiting tasks as being processed by `server`, of each kind no more than asked for and the oldest first. One
  /// transaction; what another node is claiming at this moment is passed over.
  ///
  /// @return the claimed tasks, in the order of the kinds
  /// @throws StorageException where the database cannot be asked; nothing is claimed then
  List<Job> claim(BackgroundJobServer server, Map<TaskKind, Integer> wanted) {
    JobFilterUtils filters = new JobFilterUtils(server.getJobFilters());
    try (Connection connection = dataSource.getConnection(); Transaction transaction = new Transaction(connection)) {
      List<Job> jobs = lockWaiting(connection, wanted);
      if (jobs.isEmpty()) {
        return jobs;
      }
      doNotWaitForTheDisk(connection);
      jobs.forEach(job -> job.startProcessingOn(server));
      filters.runOnStateElectionFilter(jobs);
      jobTable(connection).save(jobs);
      transaction.commit();
      filters.runOnStateAppliedFilters(jobs);
      return jobs;
    } catch (SQLException e) {
      throw new StorageException(e);
    }
  }

  private List<Job> lockWaiting(Connection connection, Map<TaskKind, Integer> wanted) throws SQLException {
    List<Job> jobs = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(CLAIM)) {
      select.setArray(1, connection.createArrayOf("text", wanted.keySet().stream().map(TaskKind::signature).toArray()));
      select.setArray(2, connection.createArrayOf("int4", wanted.values().toArray()));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          jobs.add(mapper.deserializeJob(rows.getString(1)));
        }
      }
    }
    return jobs;
  }

  // A crash of the database may lose a claim; the task then runs once more, which is harmless. The lease of a message is
  // committed to disk by whoever claims the message.
  private static void doNotWaitForTheDisk(Connection connection) throws SQLException {
    try (PreparedStatement set = connection.prepareStatement("set local synchronous_commit = off")) {
      set.execute();
    }
  }
}
