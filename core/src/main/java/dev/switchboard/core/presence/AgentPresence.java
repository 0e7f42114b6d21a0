package dev.switchboard.core.presence;

import dev.switchboard.core.database.Columns;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.tenant.Presence;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Which agents have an inbox open, as the nodes with WebSockets say: a hint, good for as long as it is repeated. Thread-safe;
/// reads and writes the database.
@Singleton
public final class AgentPresence {

  /// What the doorbell rings when somebody has come or gone, or says or looks at something else.
  public static final String CHANGED = "presence";

  private final Database database;

  public AgentPresence(Database database) {
    this.database = database;
  }

  /// Says which agents are connected to this node, and that no others are.
  ///
  /// @param agents with the chats that they look at
  /// @param lasting how long this is to be believed
  /// @return whether somebody is not there any more, of this node or of one that has died
  public boolean report(UUID node, Map<UUID, Set<UUID>> agents, Duration lasting) {
    return database.retried(connection -> {
      var gone = forget(connection, node, agents.keySet());
      if (!agents.isEmpty()) {
        welcome(connection, agents.keySet());
        put(connection, node, agents, lasting);
      }
      return gone > 0;
    });
  }

  // What a node said that is gone is not said again.
  private static int forget(Connection connection, UUID node, Set<UUID> present) throws SQLException {
    try (var statement = connection.prepareStatement("""
        with gone as (
          delete from agent_presence
          where node = ? and agent_id <> all (?)
            or until < now()
          returning agent_id, least(until, now()) as seen)
        update agents a
        set last_seen_at = greatest(a.last_seen_at, g.seen)
        from (
          select agent_id, max(seen) as seen
          from gone
          group by agent_id) g
        where a.id = g.agent_id
        """)) {
      statement.setObject(1, node);
      statement.setArray(2, ids(connection, present));
      return statement.executeUpdate();
    }
  }

  // Whoever said to be away and then went home is not away in the morning.
  private static void welcome(Connection connection, Set<UUID> present) throws SQLException {
    try (var statement = connection.prepareStatement("""
        update agents a
        set presence = 'online'
        where a.id = any (?)
          and a.presence <> 'online'
          and a.last_seen_at < now() - interval '10 minutes'
          and not exists (
            select
            from agent_presence p
            where p.agent_id = a.id)
        """)) {
      statement.setArray(1, ids(connection, present));
      statement.executeUpdate();
    }
  }

  // Only what says something new is written: rows are many and reports come often.
  private static void put(Connection connection, UUID node, Map<UUID, Set<UUID>> agents, Duration lasting)
      throws SQLException {
    try (var statement = connection.prepareStatement("""
        insert into agent_presence as known (agent_id, node, until, looking)
        select id, ?, clock_timestamp() + make_interval(secs => ?), looking::uuid[]
        from unnest(?, ?) as present(id, looking)
        on conflict (agent_id, node) do update
        set until = excluded.until,
          looking = excluded.looking
        where known.looking <> excluded.looking
          or known.until < excluded.until - make_interval(secs => ?)
        """)) {
      var rows = List.copyOf(agents.entrySet());
      statement.setObject(1, node);
      statement.setDouble(2, lasting.toMillis() / 1e3);
      new Columns<>(statement, 3, rows)
          .uuid(Map.Entry::getKey)
          .text(row -> row.getValue().stream().sorted().map(UUID::toString).collect(Collectors.joining(",", "{", "}")));
      statement.setDouble(5, lasting.toMillis() / 4e3);
      statement.executeUpdate();
    }
  }

  private static Array ids(Connection connection, Set<UUID> agents) throws SQLException {
    return connection.createArrayOf("uuid", agents.toArray());
  }

  /// Keeps what an agent says of themselves. It counts while they are there.
  public void say(UUID agentId, Presence presence) {
    database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          update agents
          set presence = ?,
            last_seen_at = now()
          where id = ?
          """)) {
        statement.setString(1, presence.label());
        statement.setObject(2, agentId);
        return statement.executeUpdate();
      }
    });
  }

  /// Who is there, of all tenants and on all nodes, by agent.
  public Map<UUID, PresentAgent> read() {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          select a.tenant_id, a.id, a.presence, p.looking
          from agent_presence p
          join agents a on a.id = p.agent_id
          where p.until > now()
          """);
          var row = statement.executeQuery()) {
        var agents = new HashMap<UUID, PresentAgent>();
        while (row.next()) {
          var agent = new PresentAgent(row.getObject("tenant_id", UUID.class), row.getObject("id", UUID.class),
              Presence.ofLabel(row.getString("presence")), Set.of((UUID[]) row.getArray("looking").getArray()));
          agents.merge(agent.agentId(), agent, PresentAgent::with);
        }
        return agents;
      }
    });
  }
}
