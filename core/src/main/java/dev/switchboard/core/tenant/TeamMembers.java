package dev.switchboard.core.tenant;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who and what is in a team, in the caller's transaction. A set that is null is not looked at.
final class TeamMembers {

  private final Connection connection;
  private final UUID tenantId;
  private final UUID teamId;

  TeamMembers(Connection connection, UUID tenantId, UUID teamId) {
    this.connection = connection;
    this.tenantId = tenantId;
    this.teamId = teamId;
  }

  boolean areAgents(@Nullable Set<UUID> ids) throws SQLException {
    return ids == null || count("""
        select count(*)
        from agents
        where tenant_id = ?
          and id = any (?)
        """, "uuid", ids) == ids.size();
  }

  /// Those that were deleted are some as well: who sees their chats is still to be said.
  boolean areAccounts(@Nullable Set<String> names) throws SQLException {
    return names == null || count("""
        select count(*)
        from channel_accounts
        where tenant_id = ?
          and name = any (?)
        """, "text", names) == names.size();
  }

  private long count(String sql, String type, Set<?> values) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setObject(1, tenantId);
      statement.setArray(2, connection.createArrayOf(type, values.toArray()));
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /// Makes them the members, and nobody and nothing else.
  void put(@Nullable Set<UUID> agents, @Nullable Set<String> accounts) throws SQLException {
    if (agents != null) {
      execute("""
          delete from team_agents
          where team_id = ?
            and tenant_id = ?
            and agent_id <> all (?)
          """, "uuid", agents);
      execute("""
          insert into team_agents (team_id, agent_id, tenant_id)
          select ?, id, tenant_id
          from agents
          where tenant_id = ?
            and id = any (?)
          on conflict do nothing
          """, "uuid", agents);
    }
    if (accounts != null) {
      execute("""
          delete from team_accounts x
          using channel_accounts c
          where x.team_id = ?
            and x.tenant_id = ?
            and c.id = x.account_id
            and c.name <> all (?)
          """, "text", accounts);
      execute("""
          insert into team_accounts (team_id, account_id, tenant_id)
          select ?, id, tenant_id
          from channel_accounts
          where tenant_id = ?
            and name = any (?)
          on conflict do nothing
          """, "text", accounts);
    }
  }

  private void execute(String sql, String type, Set<?> values) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setObject(1, teamId);
      statement.setObject(2, tenantId);
      statement.setArray(3, connection.createArrayOf(type, values.toArray()));
      statement.executeUpdate();
    }
  }
}
