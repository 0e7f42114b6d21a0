package dev.switchboard.core.event;

import java.sql.Connection;
import java.sql.SQLException;

/// The lives of the cluster, as the log counts them.
///
/// @param connection in auto-commit mode
record EventEpochs(Connection connection) {

  private static final int ATTEMPTS = 250;
  private static final int PAUSE_MILLIS = 20;

  /// The epoch in use; begins a new one where the cluster was restored or another server has taken over.
  int check() throws SQLException {
    return call("select check_event_epoch()");
  }

  /// Begins a new epoch.
  int begin() throws SQLException {
    return call("select begin_event_epoch()");
  }

  /// Waits, at most about 5 s, for transactions that began before the epoch did: they may still write events of the
  /// epoch before, which nobody is told. Whoever looks at the rows after this sees what they have written.
  void awaitOlderTransactions(int epoch) throws SQLException, InterruptedException {
    var older = """
        select count(*)::integer
        from pg_stat_activity a
        join event_epochs e on e.epoch = %d
        where a.datname = current_database()
          and a.pid <> pg_backend_pid()
          and a.backend_type = 'client backend'
          and a.xact_start <= e.started_at + interval '10 ms'
        """.formatted(epoch);
    for (var i = 0; i < ATTEMPTS && call(older) > 0; i++) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private int call(String sql) throws SQLException {
    try (var statement = connection.createStatement(); var row = statement.executeQuery(sql)) {
      row.next();
      return row.getInt(1);
    }
  }
}
