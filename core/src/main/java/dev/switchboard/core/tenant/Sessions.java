package dev.switchboard.core.tenant;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Rows;
import dev.switchboard.core.doorbell.Doorbell;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The logins of agents. One is renewed step by step, by whoever knows the number of the last step; who comes with an older
/// number has stolen it or was robbed, so the login ends.
///
/// Thread-safe; reads and writes the database. Whether one is open is remembered for ten seconds or until the database
/// announces that it has ended, so one that has ended is worthless everywhere within ten seconds and usually at once.
@Singleton
public final class Sessions {

  private static final String CHANGED = "changed login_sessions ";
  private static final int REMEMBERED = 10_000;
  private static final Duration MEMORY = Duration.ofSeconds(10);
  /// Who asks twice at once, or has not got the answer, is told the same again for so long.
  private static final Duration REPEATABLE = Duration.ofSeconds(30);

  private record Known(UUID id, boolean open) {}

  private final Database database;
  private final ShortMemory<UUID, Known> memory = new ShortMemory<>(REMEMBERED, MEMORY);

  Sessions(Database database, Doorbell doorbell) {
    this.database = database;
    doorbell.on(CHANGED, topic -> forget(UUID.fromString(topic.substring(CHANGED.length()))));
    doorbell.onReconnect(() -> memory.forgetIf(_ -> true));
  }

  /// Begins a login and returns its id.
  ///
  /// @param idle after how long without a renewal it ends
  public UUID open(Agent agent, Duration idle) {
    // Not one of our usual ids: nothing may be read off it.
    var id = UUID.randomUUID();
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          insert into login_sessions (id, tenant_id, agent_id, expires_at)
          values (?, ?, ?, now() + make_interval(secs => ?))
          """)) {
        statement.setObject(1, id);
        statement.setObject(2, agent.tenantId());
        statement.setObject(3, agent.id());
        statement.setDouble(4, idle.toSeconds());
        statement.executeUpdate();
        return id;
      }
    });
  }

  /// Takes the step after `renewals`, or ends the login where that was taken before.
  public Renewal renew(UUID id, long renewals, Duration idle) {
    var renewal = database.transaction(connection -> {
      var step = step(connection, id, renewals, idle);
      // Whoever was first holds the row until its commit, so this statement sees what it did.
      var known = step instanceof Renewal.Ended ? again(connection, id, renewals) : step;
      if (known instanceof Renewal.Ended) {
        end(connection, id, "login-reused");
      }
      return known;
    });
    if (renewal instanceof Renewal.Ended) {
      forget(id);
    }
    return renewal;
  }

  private static Renewal step(Connection connection, UUID id, long renewals, Duration idle) throws SQLException {
    try (var statement = connection.prepareStatement("""
        update login_sessions
        set renewals = renewals + 1,
          renewed_at = now(),
          expires_at = now() + make_interval(secs => ?)
        where id = ?
          and renewals = ?
          and ended_at is null
          and expires_at > now()
        returning agent_id, renewals
        """)) {
      statement.setDouble(1, idle.toSeconds());
      statement.setObject(2, id);
      statement.setLong(3, renewals);
      return renewal(statement);
    }
  }

  private static Renewal again(Connection connection, UUID id, long renewals) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select agent_id, renewals
        from login_sessions
        where id = ?
          and renewals = ? + 1
          and ended_at is null
          and renewed_at > now() - make_interval(secs => ?)
        """)) {
      statement.setObject(1, id);
      statement.setLong(2, renewals);
      statement.setDouble(3, REPEATABLE.toSeconds());
      return renewal(statement);
    }
  }

  private static Renewal renewal(PreparedStatement statement) throws SQLException {
    try (var row = statement.executeQuery()) {
      return row.next()
          ? new Renewal.Renewed(row.getObject("agent_id", UUID.class), row.getLong("renewals"))
          : new Renewal.Ended();
    }
  }

  /// Whether it is still open. Blocks, unless the answer is remembered.
  public boolean isOpen(UUID id) {
    return memory.recall(id, _ -> Optional.of(new Known(id, read(id)))).filter(Known::open).isPresent();
  }

  /// The same from memory: false also where the database would have to be asked. Does not block.
  public boolean recallOpen(UUID id) {
    return memory.peek(id).filter(Known::open).isPresent();
  }

  private boolean read(UUID id) {
    return database.autocommit(connection -> Rows.exist(connection, """
          select
          from login_sessions
          where id = ?
            and ended_at is null
          """, id));
  }

  /// Ends one on its agent's wish.
  public void end(UUID id) {
    database.transaction(connection -> end(connection, id, "logged-out"));
    forget(id);
  }

  private static int end(Connection connection, UUID id, String action) throws SQLException {
    try (var statement = connection.prepareStatement("""
        update login_sessions
        set ended_at = now()
        where id = ?
          and ended_at is null
          and expires_at > now()
        returning tenant_id, agent_id
        """)) {
      statement.setObject(1, id);
      try (var row = statement.executeQuery()) {
        if (!row.next()) {
          return 0;
        }
        var agentId = row.getObject("agent_id", UUID.class);
        AuditLog.write(connection, new Actor(row.getObject("tenant_id", UUID.class), agentId, null), action, agentId,
            Map.of());
        return 1;
      }
    }
  }

  /// Ends all of an agent's but one, in the caller's transaction.
  ///
  /// @param but null for none
  static void endAll(Connection connection, UUID agentId, @Nullable UUID but) throws SQLException {
    try (var statement = connection.prepareStatement("""
        update login_sessions
        set ended_at = now()
        where agent_id = ?
          and id is distinct from ?
          and ended_at is null
        """)) {
      statement.setObject(1, agentId);
      statement.setObject(2, but);
      statement.executeUpdate();
    }
  }

  private void forget(UUID id) {
    memory.forgetIf(known -> known.id().equals(id));
  }
}
