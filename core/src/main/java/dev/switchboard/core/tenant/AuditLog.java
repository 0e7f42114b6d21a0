package dev.switchboard.core.tenant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.database.Jsonb;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

/// What people and services did that somebody may ask about: rows that are only ever added. Thread-safe.
@Singleton
public final class AuditLog {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Database database;

  public AuditLog(Database database) {
    this.database = database;
  }

  /// Blocks until it is written.
  ///
  /// @param action what was done, such as `webhook-read`
  /// @param subject what it was done to
  /// @param details never contents and never secrets
  public void write(Actor actor, String action, UUID subject, Map<String, ?> details) {
    database.autocommit(connection -> {
      write(connection, actor, action, subject, details);
      return subject;
    });
  }

  /// The same in the caller's transaction.
  public static void write(Connection connection, Actor actor, String action, UUID subject, Map<String, ?> details)
      throws SQLException {
    try (var statement = connection.prepareStatement("""
        insert into audit_log (id, tenant_id, agent_id, api_key_id, action, subject_id, details)
        values (?, ?, ?, ?, ?, ?, ?::jsonb)
        """)) {
      statement.setObject(1, Ids.next());
      statement.setObject(2, actor.tenantId());
      statement.setObject(3, actor.agentId());
      statement.setObject(4, actor.apiKeyId());
      statement.setString(5, action);
      statement.setObject(6, subject);
      statement.setString(7, Jsonb.storable(JSON.writeValueAsString(details)));
      statement.executeUpdate();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("details that cannot be written as JSON", e);
    }
  }
}
