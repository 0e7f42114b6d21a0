package dev.switchboard.core.message;

import dev.switchboard.core.database.Columns;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Believes a service that says a customer's window is closed: clocks differ, and it is the service's that counts.
final class ClosedWindows {

  /// Closes the windows of the messages' chats as far as we take them for open, in the caller's transaction, which has
  /// locked the chats. A window that the customer has opened since the service was called stays open. Where there are no
  /// such messages, the database is not asked.
  static void write(Connection connection, List<LockedMessage> messages) throws SQLException {
    if (messages.isEmpty()) {
      return;
    }
    // An id made before that of the message is older than the call. Times decide; the ids save looking at old messages.
    try (var statement = connection.prepareStatement("""
        with r as (
          select *
          from unnest(?::uuid[], ?::uuid[]) as r(message_id, chat_id)),
        closed as (
          update chats c
          set window_expires_at = clock_timestamp(),
            window_watched = false
          from r
          where c.id = r.chat_id
            and c.window_expires_at > clock_timestamp()
            and not exists (
              select
              from chat_messages i
              where i.chat_id = c.id
                and i.id > r.message_id
                and i.direction = 'INBOUND'
                and i.created_at > (
                  select max(a.started_at)
                  from message_attempts a
                  where a.message_id = r.message_id))
          returning c.id, c.tenant_id, c as chat)
        insert into events (epoch, xid, tenant_id, kind, chat_id, payload)
        select (select max(epoch) from event_epochs), (select event_xid()), tenant_id, 'chat_updated', id, chat_told(chat)
        from closed
        """)) {
      new Columns<>(statement, 1, messages)
          .uuid(LockedMessage::id)
          .uuid(LockedMessage::chatId);
      statement.executeUpdate();
    }
  }

  private ClosedWindows() {}
}
