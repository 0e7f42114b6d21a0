package dev.switchboard.core.database;

import java.time.Duration;

/// Deletes old rows in small commits: a long one would hold up every reader of the event log, on this database and on all
/// others of its server.
public final class OldRows {

  private static final int BATCH = 1_000;

  private final Database database;

  public OldRows(Database database) {
    this.database = database;
  }

  /// @param table one of ours, with an index that begins with `timeColumn`
  /// @return how many rows were deleted
  public int delete(String table, String timeColumn, Duration age) {
    var sql = """
        delete from %1$s
        where ctid = any (array(
          select ctid
          from %1$s
          where %2$s < now() - make_interval(secs => ?)
          order by %2$s
          limit %3$d
          for update skip locked))
        """.formatted(table, timeColumn, BATCH);
    var deleted = 0;
    int batch;
    do {
      batch = deleteBatch(sql, age);
      deleted += batch;
    } while (batch == BATCH);
    return deleted;
  }

  private int deleteBatch(String sql, Duration age) {
    return database.transaction(connection -> {
      try (var statement = connection.prepareStatement(sql)) {
        statement.setDouble(1, age.toSeconds());
        return statement.executeUpdate();
      }
    });
  }

  /// Drops the days of a log that is partitioned by day, as far as that is possible without making anybody wait.
  ///
  /// @return how many days were dropped
  public int dropDays(String log, Duration age) {
    try {
      return database.transaction(connection -> {
        try (var settings = connection.createStatement();
            var drop = connection.prepareStatement("select drop_partitions(?, make_interval(secs => ?))")) {
          settings.execute("set local lock_timeout = '500ms'");
          drop.setString(1, log);
          drop.setDouble(2, age.toSeconds());
          try (var row = drop.executeQuery()) {
            row.next();
            return row.getInt(1);
          }
        }
      });
    } catch (DatabaseException e) {
      if (e.sqlState().equals("55P03")) {
        return 0;
      }
      throw e;
    }
  }
}
