package dev.switchboard.core.tenant;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.spi.Secret;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Changes a tenant's agents and writes who did it. A tenant that has an admin keeps one. Thread-safe; writes the database,
/// and never what is another tenant's.
@Singleton
public final class AgentAdministration {

  private final Database database;
  private final Passwords passwords;
  private final Agents agents;
  private final Sights sights;

  AgentAdministration(Database database, Passwords passwords, Agents agents, Sights sights) {
    this.database = database;
    this.passwords = passwords;
    this.agents = agents;
    this.sights = sights;
  }

  /// Adds an agent and returns their id; empty where somebody, in whichever tenant, logs in with this address already.
  public Optional<UUID> create(Actor actor, String email, String name, Secret password, Role role) {
    var id = Ids.next();
    var hash = passwords.hash(password);
    return database.transaction(connection -> {
      if (!insert(connection, new Row(id, actor.tenantId(), email.strip(), name, hash, role))) {
        return Optional.empty();
      }
      AuditLog.write(connection, actor, "agent-created", id, Map.of("name", name, "role", role.label()));
      return Optional.of(id);
    });
  }

  private record Row(UUID id, UUID tenantId, String email, String name, String passwordHash, Role role) {}

  private static boolean insert(Connection connection, Row agent) throws SQLException {
    try (var statement = connection.prepareStatement("""
        insert into agents (id, tenant_id, email, name, password_hash, role)
        values (?, ?, ?, ?, ?, ?)
        on conflict (lower(email)) do nothing
        """)) {
      statement.setObject(1, agent.id);
      statement.setObject(2, agent.tenantId);
      statement.setString(3, agent.email);
      statement.setString(4, agent.name);
      statement.setString(5, agent.passwordHash);
      statement.setString(6, agent.role.label());
      return statement.executeUpdate() == 1;
    }
  }

  /// Changes an agent, and says whether there is such an agent. Of chats that they do not see in another role they are relieved.
  ///
  /// @throws LastAdminException where the tenant would have no admin any more
  public boolean change(Actor actor, UUID id, AgentChange wanted) {
    var changed = database.<Boolean>transaction(connection -> {
      // Two admins who take the role from each other at the same time would each see the other one as the one who is left.
      Sights.holdAlone(connection, actor.tenantId());
      if (!update(connection, actor.tenantId(), id, wanted)) {
        return false;
      }
      if ((wanted.role() != null || wanted.disabled() != null) && !hasAdmin(connection, actor.tenantId())) {
        throw new LastAdminException();
      }
      if (Boolean.TRUE.equals(wanted.disabled())) {
        Sessions.endAll(connection, id, null);
      }
      if (wanted.role() != null) {
        UnseenChats.release(connection, actor);
      }
      AuditLog.write(connection, actor, "agent-changed", id, wanted.said());
      return true;
    });
    agents.forget(id);
    sights.forget();
    return changed;
  }

  private static boolean update(Connection connection, UUID tenantId, UUID id, AgentChange wanted)
      throws SQLException {
    try (var statement = connection.prepareStatement("""
        update agents
        set name = coalesce(?, name),
          role = coalesce(?, role),
          language = coalesce(?, language),
          capacity = coalesce(?, capacity),
          disabled_at = case ?
            when true then coalesce(disabled_at, now())
            when false then null
            else disabled_at
          end
        where tenant_id = ?
          and id = ?
        """)) {
      statement.setString(1, wanted.name());
      statement.setString(2, wanted.role() == null ? null : wanted.role().label());
      statement.setString(3, wanted.language() == null ? null : wanted.language().label());
      statement.setObject(4, wanted.capacity(), Types.INTEGER);
      statement.setObject(5, wanted.disabled(), Types.BOOLEAN);
      statement.setObject(6, tenantId);
      statement.setObject(7, id);
      return statement.executeUpdate() == 1;
    }
  }

  private static boolean hasAdmin(Connection connection, UUID tenantId) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select exists (
          select
          from agents
          where tenant_id = ?
            and role = 'admin'
            and disabled_at is null)
        """)) {
      statement.setObject(1, tenantId);
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /// Gives an agent another password and ends their logins; says whether there is such an agent.
  ///
  /// @param but the login that stays open; null for none
  public boolean changePassword(Actor actor, UUID id, Secret password, @Nullable UUID but) {
    var hash = passwords.hash(password);
    return database.transaction(connection -> {
      if (!updatePassword(connection, actor.tenantId(), id, hash)) {
        return false;
      }
      Sessions.endAll(connection, id, but);
      AuditLog.write(connection, actor, "password-changed", id, Map.of());
      return true;
    });
  }

  private static boolean updatePassword(Connection connection, UUID tenantId, UUID id, String hash)
      throws SQLException {
    try (var statement = connection.prepareStatement("""
        update agents
        set password_hash = ?
        where tenant_id = ?
          and id = ?
        """)) {
      statement.setString(1, hash);
      statement.setObject(2, tenantId);
      statement.setObject(3, id);
      return statement.executeUpdate() == 1;
    }
  }
}
