package dev.switchboard.core.task;

import dev.switchboard.core.database.DatabaseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Properties;
import javax.sql.DataSource;
import org.jobrunr.storage.sql.common.DatabaseCreator;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;

/// JobRunr's tables, in a schema of their own: whoever can write to them can run code on the workers, so grants are given
/// on that schema separately.
public final class TaskTables {

  public static final String SCHEMA = "jobrunr";
  /// What JobRunr puts in front of its tables' names.
  public static final String PREFIX = SCHEMA + ".";

  private static final String VERSION = version();
  private static final long LOCK = 0x5357_4954_4348_4a52L;

  private TaskTables() {}

  /// Creates or upgrades the tables; changes nothing where this version of JobRunr has made them. May be called by any
  /// number of nodes at once: they wait for one another. Commits on connections of its own, two at a time, so the pool must
  /// have two and `dataSource` must not be one that joins a surrounding transaction (Micronaut's: unwrap it).
  ///
  /// @throws DatabaseException for whatever the database says
  public static void create(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
      // JobRunr has a lock of its own, but it lets the second node wait in steps of two seconds, and a node that was killed
      // never gives it back. Ours ends with the session.
      statement.execute("select pg_advisory_lock(" + LOCK + ")");
      try {
        createSchema(statement);
        if (!areMadeBy(statement, VERSION)) {
          forgetDeadCreator(statement);
          new DatabaseCreator(dataSource, PREFIX, PostgresStorageProvider.class).runMigrations();
          remember(statement, VERSION);
        }
        createQueueIndex(statement);
      } finally {
        statement.execute("select pg_advisory_unlock(" + LOCK + ")");
      }
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }

  // To find out by itself that nothing is to be done, JobRunr reads the list of its migrations, and for that opens the whole
  // jar as a file system.
  private static boolean areMadeBy(Statement statement, String version) throws SQLException {
    try (var row = statement.executeQuery("select to_regclass('jobrunr.jobrunr_metadata') is not null")) {
      row.next();
      if (!row.getBoolean(1)) {
        return false;
      }
    }
    try (var row = statement.executeQuery(
        "select value = '" + version + "' from jobrunr.jobrunr_metadata where id = 'tables-switchboard'")) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static void remember(Statement statement, String version) throws SQLException {
    statement.execute("""
        insert into jobrunr.jobrunr_metadata (id, name, owner, value, createdAt, updatedAt)
        values ('tables-switchboard', 'tables', 'switchboard', '%s', now(), now())
        on conflict (id) do update
        set value = excluded.value, updatedAt = excluded.updatedAt
        """.formatted(version));
  }

  private static String version() {
    try (var file = TaskTables.class.getResourceAsStream("jobrunr.properties")) {
      var properties = new Properties();
      properties.load(Objects.requireNonNull(file));
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // "if not exists" asks for the right to create even where the schema exists, and a careful operator does not give it.
  private static void createSchema(Statement statement) throws SQLException {
    statement.execute("""
        do $$
        begin
          if not exists (select from pg_namespace where nspname = 'jobrunr') then
            create schema jobrunr;
          end if;
        end
        $$""");
  }

  // The row by which JobRunr marks that tables are being created. We hold the lock, so whoever wrote it is dead, and with
  // the row in place no node would ever start again.
  private static void forgetDeadCreator(Statement statement) throws SQLException {
    statement.execute("""
        do $$
        begin
          if to_regclass('jobrunr.jobrunr_migrations') is not null then
            delete from jobrunr.jobrunr_migrations
            where id = '00000000-0000-0000-0000-000000000000';
          end if;
        end
        $$""");
  }

  // The claim asks for the oldest waiting tasks of one signature. Waiting tasks are few and short-lived among the many that
  // are done, so the index stays tiny if vacuum comes often.
  private static void createQueueIndex(Statement statement) throws SQLException {
    statement.execute("""
        do $$
        begin
          if to_regclass('jobrunr.jobrunr_jobs_queue_idx') is null then
            create index jobrunr_jobs_queue_idx
            on jobrunr.jobrunr_jobs (jobSignature, updatedAt)
            where state = 'ENQUEUED';
            alter table jobrunr.jobrunr_jobs
            set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
          end if;
        end
        $$""");
  }
}
