package dev.switchboard.core.chat;

import dev.switchboard.core.database.Database;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who did what to a chat, and when. Thread-safe; reads the database, and never what is another tenant's.
@Singleton
public final class ChatAudit {

  private final Database database;

  public ChatAudit(Database database) {
    this.database = database;
  }

  /// The latest first.
  ///
  /// @param before only what was done before this entry; null to begin with the latest
  public List<AuditEntry> of(UUID tenantId, UUID chatId, @Nullable UUID before, int limit) {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          select l.id, l.at, l.action, l.agent_id, a.name as agent_name, l.api_key_id, l.details::text
          from audit_log l
          left join agents a on a.id = l.agent_id
          where l.subject_id = ?
            and (l.tenant_id = ?) is true
            and l.id < coalesce(?, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
          order by l.id desc
          limit ?
          """)) {
        statement.setObject(1, chatId);
        statement.setObject(2, tenantId);
        statement.setObject(3, before);
        statement.setInt(4, limit);
        try (var row = statement.executeQuery()) {
          var entries = new ArrayList<AuditEntry>();
          while (row.next()) {
            entries.add(read(row));
          }
          return entries;
        }
      }
    });
  }

  private static AuditEntry read(ResultSet row) throws SQLException {
    return new AuditEntry(row.getObject("id", UUID.class), row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("action"), ChatView.person(row, "agent_id", "agent_name"),
        row.getObject("api_key_id", UUID.class),
        row.getString("details"));
  }
}
