package dev.switchboard.core.event;

import dev.switchboard.core.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Somebody who reads the whole log of events, once over all nodes.
///
/// One node leads, under a lease by the database's clock with a fencing number, as with accounts that are listened to. Whoever
/// moves the position in the transaction that does what the events are read for does it once for each event, whatever dies; it
/// has nothing to do with the transactions that wrote them. Thread-safe.
public final class LogReader {

  /// The right of one node to read, until it runs out or is given back.
  public record Lease(long token) {}

  /// How far the log has been read.
  ///
  /// @param cursor of the last event; null before the first look of all
  /// @param renew whether a third of the lease is over
  public record Position(@Nullable Cursor cursor, boolean renew) {}

  private final Database database;
  private final String table;
  private final Duration lasting;

  /// @param table of one row, with `epoch`, `xid` and `seq` of the last event, null at first, `token`, `node`, `lease_until`
  /// @param lasting after which silence another node goes on
  public LogReader(Database database, String table, Duration lasting) {
    this.database = database;
    this.table = table;
    this.lasting = lasting;
  }

  /// Takes the lease where nobody has it.
  ///
  /// @param node who takes it, for people
  public Optional<Lease> take(String node) {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          update %s
          set token = token + 1,
            node = ?,
            lease_until = clock_timestamp() + make_interval(secs => ?)
          where lease_until is null
            or lease_until <= clock_timestamp()
          returning token
          """.formatted(table))) {
        statement.setString(1, node);
        statement.setDouble(2, seconds());
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
          update %s
          set lease_until = null,
            node = null
          where token = ?
          """.formatted(table))) {
        statement.setLong(1, lease.token());
        return statement.executeUpdate();
      }
    });
  }

  /// Null where another node has the lease by now. Not locked: who reads a long log must not hold a transaction id all the
  /// while, behind which every reader of it waits.
  public @Nullable Position position(Connection connection, Lease lease) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select epoch, xid, seq, (lease_until < clock_timestamp() + make_interval(secs => ?)) is not false as renew
        from %s
        where token = ?
        """.formatted(table))) {
      statement.setDouble(1, seconds() * 2 / 3);
      statement.setLong(2, lease.token());
      try (var row = statement.executeQuery()) {
        return row.next() ? new Position(RecentEvents.cursor(row).orElse(null), row.getBoolean("renew")) : null;
      }
    }
  }

  /// Moves the position, in the caller's transaction, and prolongs the lease. False where another node has it by now: then the
  /// transaction must be rolled back.
  public boolean move(Connection connection, Lease lease, Cursor to) throws SQLException {
    try (var statement = connection.prepareStatement("""
        update %s
        set epoch = ?,
          xid = ?,
          seq = ?,
          lease_until = clock_timestamp() + make_interval(secs => ?)
        where token = ?
        """.formatted(table))) {
      statement.setInt(1, to.epoch());
      statement.setLong(2, to.xid());
      statement.setLong(3, to.seq());
      statement.setDouble(4, seconds());
      statement.setLong(5, lease.token());
      return statement.executeUpdate() > 0;
    }
  }

  private double seconds() {
    return lasting.toMillis() / 1e3;
  }
}
