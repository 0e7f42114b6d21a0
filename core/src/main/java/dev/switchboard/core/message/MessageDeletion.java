package dev.switchboard.core.message;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.AuditLog;
import dev.switchboard.core.tenant.Viewer;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

/// Takes messages out of sight: they stay in the database, and nothing shows what they say. The customer keeps what they
/// have.
///
/// Thread-safe; blocks until the commit; never touches what is another tenant's.
@Singleton
public final class MessageDeletion {

  private final Database database;
  private final Doorbell doorbell;

  public MessageDeletion(Database database, Doorbell doorbell) {
    this.database = database;
    this.doorbell = doorbell;
  }

  /// Told as `message_deleted` and noted in the audit log of the chat, once.
  public DeleteResult delete(Actor actor, UUID chatId, UUID messageId) {
    record Deletion(DeleteResult result, boolean told) {}
    var deletion = database.transaction(connection -> {
      var result = lock(connection, actor.viewer(), chatId, messageId);
      if (result != DeleteResult.DELETED || !hide(connection, actor, messageId)) {
        return new Deletion(result, false);
      }
      AuditLog.write(connection, actor, "message-deleted", chatId, Map.of("messageId", messageId));
      return new Deletion(result, true);
    });
    if (deletion.told) {
      doorbell.ring("events");
    }
    return deletion.result;
  }

  // Whether it may be deleted. The lock of a chat covers its messages.
  private static DeleteResult lock(Connection connection, Viewer viewer, UUID chatId, UUID messageId)
      throws SQLException {
    try (var statement = connection.prepareStatement("""
        select exists (
          select
          from outbox
          where message_id = m.id) as to_be_sent
        from chat_messages m
        join chats c on c.id = m.chat_id
        where m.id = ?
          and m.tenant_id = ?
          and m.chat_id = ?
          and (c.account_id = any (?::uuid[])) is not true
        for no key update of c
        """)) {
      statement.setObject(1, messageId);
      statement.setObject(2, viewer.tenantId());
      statement.setObject(3, chatId);
      statement.setString(4, viewer.hiddenIds());
      try (var row = statement.executeQuery()) {
        if (!row.next()) {
          return DeleteResult.UNKNOWN;
        }
        return row.getBoolean("to_be_sent") ? DeleteResult.TO_BE_SENT : DeleteResult.DELETED;
      }
    }
  }

  private static boolean hide(Connection connection, Actor actor, UUID messageId) throws SQLException {
    try (var statement = connection.prepareStatement("""
        with deleted as (
          update chat_messages
          set deleted_at = now(),
            deleted_by = ?
          where id = ?
            and deleted_at is null
          returning id, tenant_id, chat_id, deleted_by),
        hidden as (
          update chats
          set last_message_preview = null
          from deleted
          where chats.id = deleted.chat_id
            and chats.last_message_id = deleted.id)
        insert into events (epoch, tenant_id, kind, chat_id, message_id, payload)
        select (select max(epoch) from event_epochs), tenant_id, 'message_deleted', chat_id, id,
          jsonb_build_object('messageId', id, 'chatId', chat_id, 'deletedBy', deleted_by)
        from deleted
        """)) {
      statement.setObject(1, actor.agentId());
      statement.setObject(2, messageId);
      return statement.executeUpdate() > 0;
    }
  }
}
