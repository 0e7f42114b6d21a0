package dev.switchboard.core.tenant;

import dev.switchboard.core.database.Database;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The agents of a tenant as people see them. Thread-safe; reads the database, and never what is another tenant's.
@Singleton
public final class AgentReader {

  private final Database database;

  public AgentReader(Database database) {
    this.database = database;
  }

  /// All of them by name, also those who may do nothing any more.
  public List<AgentView> list(UUID tenantId) {
    return read(tenantId, null);
  }

  /// One of them, also one who may do nothing any more.
  public Optional<AgentView> find(UUID tenantId, UUID id) {
    return read(tenantId, id).stream().findFirst();
  }

  private List<AgentView> read(UUID tenantId, @Nullable UUID id) {
    var select = """
        select a.id, a.name, a.role, a.email, a.language, a.capacity, a.disabled_at,
          case when here.present then a.presence else 'offline' end as presence,
          case when here.present then now() else a.last_seen_at end as last_seen_at
        from agents a
        cross join lateral (
          select exists (
            select
            from agent_presence p
            where p.agent_id = a.id
              and p.until > now()) as present) here
        where a.tenant_id = ?
          and (?::uuid is null or a.id = ?)
        order by lower(a.name), a.id
        """;
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(select)) {
        statement.setObject(1, tenantId);
        statement.setObject(2, id);
        statement.setObject(3, id);
        try (var row = statement.executeQuery()) {
          var agents = new ArrayList<AgentView>();
          while (row.next()) {
            agents.add(view(row));
          }
          return agents;
        }
      }
    });
  }

  private static AgentView view(ResultSet row) throws SQLException {
    var language = row.getString("language");
    return new AgentView(row.getObject("id", UUID.class), row.getString("name"), Role.ofLabel(row.getString("role")),
        Presence.ofLabel(row.getString("presence")), instant(row, "last_seen_at"), row.getString("email"),
        language == null ? null : Language.ofLabel(language), row.getInt("capacity"), instant(row, "disabled_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
