package dev.switchboard.core.chat;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Rows;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.AuditLog;
import dev.switchboard.core.tenant.Viewer;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Which labels a chat has. Thread-safe; blocks until the commit; never touches what is another tenant's.
@Singleton
public final class ChatLabels {

  private final Database database;
  private final Doorbell doorbell;

  public ChatLabels(Database database, Doorbell doorbell) {
    this.database = database;
    this.doorbell = doorbell;
  }

  /// Gives a chat these labels and no others. Told and noted in the audit log as what [ChatHandling] does.
  ///
  /// @return [ChatChange.NoLabel] where one of them is none of the tenant's; then nothing was changed
  public ChatChange put(Actor actor, UUID chatId, Set<UUID> labelIds) {
    var change = database.retried(connection -> {
      if (!lock(connection, actor.viewer(), chatId)) {
        return new ChatChange.NoChat();
      }
      if (count(connection, actor.tenantId(), labelIds) < labelIds.size()) {
        return new ChatChange.NoLabel();
      }
      var changed = remove(connection, chatId, labelIds) + add(connection, actor.tenantId(), chatId, labelIds) > 0;
      if (changed) {
        ChatStep.tell(connection, chatId);
        AuditLog.write(connection, actor, "chat-labelled", chatId, Map.of("labels", labelIds));
      }
      return new ChatChange.Done(changed);
    });
    if (change.hasChanged()) {
      doorbell.ring("events");
    }
    return change;
  }

  private static boolean lock(Connection connection, Viewer viewer, UUID chatId) throws SQLException {
    return Rows.exist(connection, """
        select
        from chats
        where tenant_id = ?
          and id = ?
          and (account_id = any (?::uuid[])) is not true
        for no key update
        """, viewer.tenantId(), chatId, viewer.hiddenIds());
  }

  // Locked, so that none of them is deleted before they are put.
  private static int count(Connection connection, UUID tenantId, Collection<UUID> labelIds) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select
        from labels
        where tenant_id = ?
          and id = any (?)
        order by id
        for key share
        """)) {
      statement.setObject(1, tenantId);
      statement.setArray(2, connection.createArrayOf("uuid", labelIds.toArray()));
      try (var rows = statement.executeQuery()) {
        var count = 0;
        while (rows.next()) {
          count++;
        }
        return count;
      }
    }
  }

  private static int remove(Connection connection, UUID chatId, Collection<UUID> labelIds) throws SQLException {
    try (var statement = connection.prepareStatement("""
        delete from chat_labels
        where chat_id = ?
          and label_id <> all (?)
        """)) {
      statement.setObject(1, chatId);
      statement.setArray(2, connection.createArrayOf("uuid", labelIds.toArray()));
      return statement.executeUpdate();
    }
  }

  private static int add(Connection connection, UUID tenantId, UUID chatId, Collection<UUID> labelIds)
      throws SQLException {
    try (var statement = connection.prepareStatement("""
        insert into chat_labels (tenant_id, chat_id, label_id)
        select ?, ?, label_id
        from unnest(?::uuid[]) as r(label_id)
        on conflict do nothing
        """)) {
      statement.setObject(1, tenantId);
      statement.setObject(2, chatId);
      statement.setArray(3, connection.createArrayOf("uuid", labelIds.toArray()));
      return statement.executeUpdate();
    }
  }
}
