package dev.switchboard.core.push;

import dev.switchboard.core.database.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;

/// Which agents have an inbox open, as the nodes with WebSockets say: a hint, good for as long as it is repeated. Thread-safe;
/// writes the database.
@Singleton
public final class AgentPresence {

  private final Database database;

  public AgentPresence(Database database) {
    this.database = database;
  }

  /// Says which agents are connected to this node, and that no others are.
  ///
  /// @param lasting how long this is to be believed
  public void report(UUID node, Set<UUID> agentIds, Duration lasting) {
    database.transaction(connection -> {
      var ids = agentIds.toArray(UUID[]::new);
      forget(connection, node, ids);
      return ids.length == 0 ? 0 : put(connection, node, ids, lasting);
    });
  }

  // What a node said that is gone is not said again.
  private static void forget(Connection connection, UUID node, UUID[] present) throws SQLException {
    try (var statement = connection.prepareStatement("""
        delete from agent_presence
        where node = ? and agent_id <> all (?)
          or until < now() - interval '1 hour'
        """)) {
      statement.setObject(1, node);
      statement.setArray(2, connection.createArrayOf("uuid", present));
      statement.executeUpdate();
    }
  }

  private static int put(Connection connection, UUID node, UUID[] present, Duration lasting) throws SQLException {
    try (var statement = connection.prepareStatement("""
        insert into agent_presence (agent_id, node, until)
        select id, ?, clock_timestamp() + make_interval(secs => ?)
        from unnest(?) as present(id)
        on conflict (agent_id, node) do update
        set until = excluded.until
        """)) {
      statement.setObject(1, node);
      statement.setDouble(2, lasting.toMillis() / 1e3);
      statement.setArray(3, connection.createArrayOf("uuid", present));
      return statement.executeUpdate();
    }
  }
}
