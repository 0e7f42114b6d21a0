package dev.switchboard.core.outbox;

import dev.switchboard.core.message.Lane;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;

/// The rate of an account over all nodes: the generic cell rate algorithm on one row, locked in the claim's transaction.
///
/// An account may burst one second of its rate. Bulk may claim only a tenth of a second at a time and never the last fifth
/// of the burst, so that a campaign leaves room for an answer.
final class AccountRates {

  private static final double BURST_SECONDS = 1.0;
  private static final double BULK_RESERVE_SECONDS = BURST_SECONDS / 5;
  private static final double BULK_AT_ONCE_SECONDS = 0.1;
  // What rounding leaves of a pause must not be taken for none.
  private static final double SHORTEST_PAUSE_SECONDS = 1e-3;

  /// What an account may send now.
  ///
  /// @param messages how many
  /// @param pause where that is none, how long until it is some again
  record Budget(int messages, Duration pause) {}

  /// How long an account has been asked to rest from the beginning of this transaction; zero where it may send.
  static Duration pauseOf(Connection connection, UUID accountId) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select extract(epoch from paused_until - now())
        from account_rates
        where account_id = ?
          and paused_until > now()
        """)) {
      statement.setObject(1, accountId);
      try (var row = statement.executeQuery()) {
        return row.next() ? seconds(Math.max(row.getDouble(1), SHORTEST_PAUSE_SECONDS)) : Duration.ZERO;
      }
    }
  }

  /// How many of `wanted` messages may be claimed now of an account with a rate. Locks its row.
  ///
  /// @param rate messages per second
  static Budget budget(Connection connection, UUID accountId, Lane lane, double rate, int wanted) throws SQLException {
    var sql = """
        select extract(epoch from greatest(paused_until, clock_timestamp()) - clock_timestamp()),
          extract(epoch from greatest(tat, clock_timestamp()) - clock_timestamp())
        from account_rates
        where account_id = ?
        for no key update
        """;
    try (var statement = connection.prepareStatement(sql)) {
      statement.setObject(1, accountId);
      try (var row = statement.executeQuery()) {
        if (!row.next()) {
          return new Budget(wanted, Duration.ZERO);
        }
        var paused = row.getDouble(1);
        return paused > 0 ? new Budget(0, seconds(paused)) : budget(lane, row.getDouble(2), rate, wanted);
      }
    }
  }

  private static Budget budget(Lane lane, double ahead, double rate, int wanted) {
    var most = switch (lane) {
      case INTERACTIVE, TRANSACTIONAL -> BURST_SECONDS;
      case BULK -> BURST_SECONDS - BULK_RESERVE_SECONDS;
    };
    if (ahead <= 0 && rate * most <= 1) {
      // An account slower than one message in a burst may still send one when it is idle.
      return new Budget(1, Duration.ZERO);
    }
    var atOnce = lane == Lane.BULK ? Math.max(1, Math.floor(BULK_AT_ONCE_SECONDS * rate)) : wanted;
    var room = (int) Math.min(Math.floor((most - ahead) * rate + 1e-6), Math.min(atOnce, wanted));
    // Where there is no room for one even in an idle account, it has to be idle.
    var until = Math.max(0, most - 1 / rate);
    return room > 0 ? new Budget(room, Duration.ZERO)
        : new Budget(0, seconds(Math.max(ahead - until, SHORTEST_PAUSE_SECONDS)));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos((long) (Math.min(seconds, 1e6) * 1e9));
  }

  /// Counts what was claimed. The row is locked by [#budget].
  static void advance(Connection connection, UUID accountId, double rate, int claimed) throws SQLException {
    try (var statement = connection.prepareStatement("""
        update account_rates
        set tat = greatest(tat, clock_timestamp()) + make_interval(secs => ?)
        where account_id = ?
        """)) {
      statement.setDouble(1, claimed / rate);
      statement.setObject(2, accountId);
      statement.executeUpdate();
    }
  }

  /// Lets the account rest, because its service said so.
  static void pause(Connection connection, UUID accountId, Duration pause) throws SQLException {
    try (var statement = connection.prepareStatement("""
        update account_rates
        set paused_until = greatest(paused_until, clock_timestamp() + make_interval(secs => ?))
        where account_id = ?
        """)) {
      statement.setDouble(1, pause.toMillis() / 1e3);
      statement.setObject(2, accountId);
      statement.executeUpdate();
    }
  }

  private AccountRates() {}
}
