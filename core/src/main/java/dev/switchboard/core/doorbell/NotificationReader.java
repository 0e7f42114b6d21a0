package dev.switchboard.core.doorbell;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.SteadyConnection;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/// Listens to what other nodes and the database's triggers ring.
final class NotificationReader implements AutoCloseable {

  /// Rung by triggers of the schema when a row is changed that nodes remember.
  private static final String CHANGED = "switchboard_changed";
  /// After this long without a notification the server is asked whether it is still there.
  private static final int PROBE_MILLIS = 10_000;

  private final Hearer hearer;
  private final Runnable reconnected;
  private final SteadyConnection line;

  NotificationReader(Database database, Hearer hearer, Runnable reconnected) {
    this.hearer = hearer;
    this.reconnected = reconnected;
    this.line = new SteadyConnection(database, "switchboard-listen", this::listen);
  }

  @Override
  public void close() {
    line.close();
  }

  private void listen(Connection connection) throws SQLException {
    var notifications = connection.unwrap(PGConnection.class);
    try (var statement = connection.createStatement()) {
      statement.execute("listen " + Announcements.CHANNEL);
      statement.execute("listen " + CHANGED);
      // Only now: what rings after this is heard, what rang before must be looked for.
      reconnected.run();
      while (true) {
        var heard = notifications.getNotifications(PROBE_MILLIS);
        if (heard == null || heard.length == 0) {
          statement.execute("select 1");
          continue;
        }
        for (var notification : heard) {
          var changed = notification.getName().equals(CHANGED);
          var topic = changed ? "changed " + notification.getParameter() : notification.getParameter();
          hearer.hear(topic, notification.getPID());
        }
      }
    }
  }

  /// What to do with a notification.
  @FunctionalInterface
  interface Hearer {
    void hear(String topic, int senderPid);
  }
}
