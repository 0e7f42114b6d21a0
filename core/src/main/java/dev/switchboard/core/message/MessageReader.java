package dev.switchboard.core.message;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.tenant.Viewer;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads messages. Thread-safe; reads the database, and never what is another tenant's or in a
/// chat that is hidden from the viewer.
@Singleton
public final class MessageReader {

  // A claim writes the outbox alone, so a message that is being sent for the first time says so only there.
  private static final String SELECT = """
      select m.id, m.chat_id, a.name as account, m.direction, m.kind, m.reason, m.created_at, m.deleted_at, m.deleted_by,
        case when m.deleted_at is null then m.content::text else '{"type":"deleted"}' end as content,
        g.name as agent_name, c.contact_id, case when m.direction = 'INBOUND' then p.name end as sender_name, m.agent_id, m.reply_to,
        m.recipient, m.lane, m.policy, m.send_at, m.expires_at, m.metadata::text, x.part_of,
        case when m.status = 'QUEUED' and o.attempt > 0 then 'SENDING' else m.status end as current_status
      from chat_messages m
      join chats c on c.id = m.chat_id
      left join channel_accounts a on a.id = m.account_id
      left join contacts p on p.id = c.contact_id
      left join agents g on g.id = m.agent_id
      left join outbox o on o.message_id = m.id
      left join message_parts x on x.message_id = m.id
      where m.tenant_id = ?
        and (c.account_id = any (?::uuid[])) is not true
      """;

  private final Database database;

  public MessageReader(Database database) {
    this.database = database;
  }

  public Optional<MessageView> find(Viewer viewer, UUID id) {
    return select("""
          and m.id = ?
        """, viewer, id).stream().findFirst();
  }

  /// Messages of a chat, newest first.
  ///
  /// @param before only messages before this one; null to begin with the newest
  public List<MessageView> thread(Viewer viewer, UUID chatId, @Nullable UUID before, int limit) {
    return before == null
        ? select("""
              and m.chat_id = ?
            order by m.id desc
            limit ?
            """, viewer, chatId, limit)
        : select("""
              and m.chat_id = ?
              and m.id < ?
            order by m.id desc
            limit ?
            """, viewer, chatId, before, limit);
  }

  /// Messages of a chat that came after one, the oldest of them first.
  public List<MessageView> threadAfter(Viewer viewer, UUID chatId, UUID after, int limit) {
    return select("""
          and m.chat_id = ?
          and m.id > ?
        order by m.id
        limit ?
        """, viewer, chatId, after, limit);
  }

  /// What others have written in a chat since somebody saw it, the oldest first.
  ///
  /// @param agentId who saw it; null for a business service
  public List<MessageView> missed(Viewer viewer, UUID chatId, Seen seen, @Nullable UUID agentId, int limit) {
    return select("""
          and m.chat_id = ?
          and m.id > coalesce(?::uuid, '00000000-0000-0000-0000-000000000000')
          and (m.direction = 'INBOUND' or m.agent_id is distinct from ?::uuid)
        order by m.id
        limit ?
        """, viewer, chatId, seen.messageId(), agentId, limit);
  }

  private List<MessageView> select(String conditions, Viewer viewer, @Nullable Object... values) {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(SELECT + conditions)) {
        statement.setObject(1, viewer.tenantId());
        statement.setString(2, viewer.hiddenIds());
        for (var i = 0; i < values.length; i++) {
          statement.setObject(i + 3, values[i]);
        }
        try (var rows = statement.executeQuery()) {
          var messages = new ArrayList<MessageView>();
          while (rows.next()) {
            messages.add(MessageView.read(rows));
          }
          return messages;
        }
      }
    });
  }
}
