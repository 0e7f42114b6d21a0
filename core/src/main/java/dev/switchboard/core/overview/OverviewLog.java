package dev.switchboard.core.overview;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.OldRows;
import dev.switchboard.core.event.Cursor;
import dev.switchboard.core.event.RecentEvents;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the log of events and adds it to what an overview shows.
///
/// One node reads, under a lease by the database's clock with a fencing number. The position is moved in the transaction that
/// adds, so each event counts once, whatever dies. It has nothing to do with the transactions that wrote the events: those
/// wait for nothing here and write nothing for it. Thread-safe.
@Singleton
public final class OverviewLog {

  /// After which silence another node goes on.
  public static final Duration LEASE = Duration.ofSeconds(15);
  // An event's time is that of its writing; who writes for longer than that is not counted.
  private static final Duration LONGEST_TRANSACTION = Duration.ofDays(1);

  private static final Duration KEPT_MINUTES = Duration.ofHours(2);
  private static final Duration KEPT_HOURS = Duration.ofHours(2L * OverviewReader.MOST_HOURS + 24);

  private final Database database;

  public OverviewLog(Database database) {
    this.database = database;
  }

  /// The right of one node to read, until it runs out or is given back.
  public record Lease(long token) {}

  /// What a look found.
  public enum Look {
    /// There may be more.
    MORE,
    /// That was all for now.
    DONE,
    /// Another node reads by now, and nothing was added.
    LOST
  }

  /// Takes the lease where nobody has it.
  ///
  /// @param node who takes it, for people
  public Optional<Lease> take(String node) {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          update overview_reader
          set token = token + 1,
            node = ?,
            lease_until = clock_timestamp() + make_interval(secs => ?)
          where lease_until is null
            or lease_until <= clock_timestamp()
          returning token
          """)) {
        statement.setString(1, node);
        statement.setDouble(2, LEASE.toSeconds());
        try (var row = statement.executeQuery()) {
          return row.next() ? Optional.of(new Lease(row.getLong(1))) : Optional.empty();
        }
      }
    });
  }

  /// Gives the lease back, so that another node need not wait until it runs out.
  public void giveBack(Lease lease) {
    database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          update overview_reader
          set lease_until = null,
            node = null
          where token = ?
          """)) {
        statement.setLong(1, lease.token());
        return statement.executeUpdate();
      }
    });
  }

  /// Reads on, adds, moves the position and prolongs the lease: all of it or nothing. Where nothing has happened and the lease
  /// is young, nothing is written.
  public Look look(Lease lease) {
    return database.retried(connection -> {
      var position = position(connection, lease);
      if (position == null) {
        return Look.LOST;
      }
      var read = Rollups.add(connection, position.cursor(), position.age().plus(LONGEST_TRANSACTION));
      if (!position.renew() && read.map(Rollups.Read::to).orElse(position.cursor()).equals(position.cursor())) {
        return Look.DONE;
      }
      if (!move(connection, lease, position.cursor(), read.orElse(null))) {
        connection.rollback();
        return Look.LOST;
      }
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

  /// @param cursor before all events at first
  /// @param age of the last event that was counted
  /// @param renew whether a third of the lease is over
  private record Position(Cursor cursor, Duration age, boolean renew) {}

  // Not locked: who reads a long log must not hold a transaction id all the while, behind which every reader of it waits.
  private static @Nullable Position position(Connection connection, Lease lease) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select epoch, xid, seq, extract(epoch from now() - reached) as age,
          (lease_until < clock_timestamp() + make_interval(secs => ?)) is not false as renew
        from overview_reader
        where token = ?
        """)) {
      statement.setDouble(1, LEASE.toSeconds() * 2.0 / 3);
      statement.setLong(2, lease.token());
      try (var row = statement.executeQuery()) {
        return row.next()
            ? new Position(RecentEvents.cursor(row).orElse(new Cursor(0, 0, 0)),
                Duration.ofMillis(Math.max(0, (long) (row.getDouble("age") * 1e3))), row.getBoolean("renew"))
            : null;
      }
    }
  }

  private static boolean move(Connection connection, Lease lease, Cursor from, Rollups.@Nullable Read read)
      throws SQLException {
    var to = read == null || from.isAfter(read.to()) ? from : read.to();
    try (var statement = connection.prepareStatement("""
        update overview_reader
        set epoch = ?,
          xid = ?,
          seq = ?,
          reached = greatest(reached, ?),
          complete_at = case when ? then complete_at else now() end,
          lease_until = clock_timestamp() + make_interval(secs => ?)
        where token = ?
        """)) {
      statement.setInt(1, to.epoch());
      statement.setLong(2, to.xid());
      statement.setLong(3, to.seq());
      statement.setObject(4, read == null ? null : read.latest().orElse(null));
      statement.setBoolean(5, read != null && read.more());
      statement.setDouble(6, LEASE.toSeconds());
      statement.setLong(7, lease.token());
      return statement.executeUpdate() > 0;
    }
  }
}
