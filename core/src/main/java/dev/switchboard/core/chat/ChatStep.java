package dev.switchboard.core.chat;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Rows;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.AuditLog;
import dev.switchboard.core.tenant.Viewer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Something that is done to a chat: one update, what is told of it, and a line in the audit log.
///
/// @param action the word for it in the audit log
/// @param set what is changed
/// @param where when there is something to be changed
/// @param values of the parameters in the former and in the latter
/// @param details for the audit log
/// @param otherwise says why nothing was changed
record ChatStep(String action, String set, String where, List<?> values, Map<String, ?> details,
    Database.Work<ChatChange> otherwise) {

  /// Without parameters, and where nothing is to be changed it is so already.
  ChatStep(String action, String set, String where) {
    this(action, set, where, List.of(), Map.of(), connection -> new ChatChange.Done(false));
  }

  /// In the caller's transaction.
  ChatChange run(Connection connection, Actor actor, UUID chatId) throws SQLException {
    if (update(connection, actor.viewer(), chatId)) {
      tell(connection, chatId);
      AuditLog.write(connection, actor, action, chatId, details);
      return new ChatChange.Done(true);
    }
    return isThere(connection, actor.viewer(), chatId) ? otherwise.run(connection) : new ChatChange.NoChat();
  }

  private boolean update(Connection connection, Viewer viewer, UUID chatId) throws SQLException {
    var sql = """
        update chats
        set %s
        where %s
          and tenant_id = ?
          and id = ?
          and (account_id = any (?::uuid[])) is not true
        """.formatted(set, where);
    try (var statement = connection.prepareStatement(sql)) {
      for (var i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      statement.setObject(values.size() + 1, viewer.tenantId());
      statement.setObject(values.size() + 2, chatId);
      statement.setString(values.size() + 3, viewer.hiddenIds());
      return statement.executeUpdate() > 0;
    }
  }

  /// Tells what a chat is like now, in the caller's transaction, which has changed it.
  static void tell(Connection connection, UUID chatId) throws SQLException {
    try (var statement = connection.prepareStatement("""
        insert into events (epoch, tenant_id, kind, chat_id, payload)
        select (select max(epoch) from event_epochs), tenant_id, 'chat_updated', id, chat_told(chats)
        from chats
        where id = ?
        """)) {
      statement.setObject(1, chatId);
      statement.executeUpdate();
    }
  }

  /// Whether there is such a chat for the viewer.
  static boolean isThere(Connection connection, Viewer viewer, UUID chatId) throws SQLException {
    return Rows.exist(connection, """
        select
        from chats
        where tenant_id = ?
          and id = ?
          and (account_id = any (?::uuid[])) is not true
        """, viewer.tenantId(), chatId, viewer.hiddenIds());
  }
}
