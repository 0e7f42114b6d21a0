package dev.switchboard.core.overview;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.OldRows;
import dev.switchboard.core.event.Cursor;
import dev.switchboard.core.event.LogReader;
import dev.switchboard.core.event.LogReader.Lease;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the log of events and adds it to what an overview shows.
///
/// One node leads. The position is moved in the transaction that adds, so each event counts once, whatever dies. Thread-safe.
@Singleton
public final class OverviewLog {

  /// After which silence another node goes on.
  public static final Duration LEASE = Duration.ofSeconds(15);
  // An event's time is that of its writing; who writes for longer than that is not counted.
  private static final Duration LONGEST_TRANSACTION = Duration.ofDays(1);

  private static final Duration KEPT_MINUTES = Duration.ofHours(2);
  private static final Duration KEPT_HOURS = Duration.ofHours(2L * OverviewReader.MOST_HOURS + 24);

  private static final Cursor BEFORE_ALL = new Cursor(0, 0, 0);

  private final Database database;
  private final LogReader reader;

  public OverviewLog(Database database) {
    this.database = database;
    this.reader = new LogReader(database, "overview_reader", LEASE);
  }

  /// What a look found.
  public enum Look {
    /// There may be more.
    MORE,
    /// That was all for now.
    DONE,
    /// Another node reads by now, and nothing was added.
    LOST
  }

  /// Whose lease [#look] wants.
  public LogReader reader() {
    return reader;
  }

  /// Reads on, adds, moves the position and prolongs the lease: all of it or nothing. Where nothing has happened and the lease
  /// is young, nothing is written.
  public Look look(Lease lease) {
    return database.retried(connection -> {
      var position = reader.position(connection, lease);
      if (position == null) {
        return Look.LOST;
      }
      var from = position.cursor() == null ? BEFORE_ALL : position.cursor();
      var read = Rollups.add(connection, from, age(connection).plus(LONGEST_TRANSACTION));
      var to = read.map(Rollups.Read::to).filter(cursor -> cursor.isAfter(from)).orElse(from);
      if (to.equals(position.cursor()) && !position.renew()) {
        return Look.DONE;
      }
      if (!reader.move(connection, lease, to)) {
        connection.rollback();
        return Look.LOST;
      }
      note(connection, read.orElse(null));
      return read.filter(Rollups.Read::more).isPresent() ? Look.MORE : Look.DONE;
    });
  }

  /// Deletes sums that no overview shows any more.
  public static void forget(OldRows old) {
    old.delete("overview_minutes", "minute", KEPT_MINUTES);
    for (var table : List.of("overview_hours", "overview_outcomes", "overview_waits")) {
      old.delete(table, "hour", KEPT_HOURS);
    }
  }

  // Of the last event that was counted.
  private static Duration age(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select extract(epoch from now() - reached)
        from overview_reader
        """);
        var row = statement.executeQuery()) {
      row.next();
      return Duration.ofMillis(Math.max(0, (long) (row.getDouble(1) * 1e3)));
    }
  }

  private static void note(Connection connection, Rollups.@Nullable Read read) throws SQLException {
    try (var statement = connection.prepareStatement("""
        update overview_reader
        set reached = greatest(reached, ?),
          complete_at = case when ? then complete_at else now() end
        """)) {
      statement.setObject(1, read == null ? null : read.latest().orElse(null));
      statement.setBoolean(2, read != null && read.more());
      statement.executeUpdate();
    }
  }
}
