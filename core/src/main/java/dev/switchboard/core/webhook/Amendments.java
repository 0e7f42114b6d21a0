package dev.switchboard.core.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.InboundEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Puts in what a message says where it is there already, but nobody understood what it says. What was understood once is
/// left as it is: people have read it.
final class Amendments {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Database database;
  private final Doorbell doorbell;

  Amendments(Database database, Doorbell doorbell) {
    this.database = database;
    this.doorbell = doorbell;
  }

  /// Whether such a content may be put in afterwards. Files are not: whoever takes messages in fetches them.
  static boolean suits(Content content) {
    return content.kind() != ContentKind.UNKNOWN && !(content instanceof Content.Media)
        && !(content instanceof Content.Email);
  }

  void apply(Account account, List<InboundEvent> events) {
    for (var event : events) {
      if (event instanceof InboundEvent.Message message && suits(message.content())) {
        apply(account, message);
      }
    }
  }

  private void apply(Account account, InboundEvent.Message message) {
    var amended = database.retried(connection -> {
      var found = find(connection, account, message);
      return found != null && amend(connection, account, found, message.content());
    });
    if (amended) {
      doorbell.ring("events");
    }
  }

  private static @Nullable UUID find(Connection connection, Account account, InboundEvent.Message message)
      throws SQLException {
    // The lock of a chat covers its messages.
    try (var statement = connection.prepareStatement("""
        select m.id
        from chat_messages m
        join chats c on c.id = m.chat_id
        where m.account_id = ?
          and m.provider_message_id = ?
          and m.direction = 'INBOUND'
          and m.kind = 'unknown'
          and m.deleted_at is null
        for no key update of c
        """)) {
      statement.setObject(1, account.id());
      statement.setString(2, message.providerMessageId());
      try (var row = statement.executeQuery()) {
        return row.next() ? row.getObject(1, UUID.class) : null;
      }
    }
  }

  private static boolean amend(Connection connection, Account account, UUID id, Content content)
      throws SQLException {
    try (var statement = connection.prepareStatement("""
        with message as (
          update chat_messages
          set kind = ?,
            content = ?::jsonb,
            metadata = jsonb_set(metadata, '{understoodAt}', to_jsonb(now()))
          where id = ?
            and kind = 'unknown'
          returning id, chat_id, kind, content),
        shown as (
          update chats
          set last_message_preview = ?
          from message
          where chats.id = message.chat_id
            and chats.last_message_id = message.id)
        insert into events (epoch, xid, tenant_id, kind, chat_id, message_id, payload)
        select (select max(epoch) from event_epochs), (select event_xid()), ?, 'message_updated', chat_id, id,
          jsonb_build_object('messageId', id, 'chatId', chat_id, 'kind', kind, 'content', content, 'at', now())
        from message
        """)) {
      statement.setString(1, content.kind().code());
      statement.setString(2, Jsonb.storable(JSON.writeValueAsString(content)));
      statement.setObject(3, id);
      statement.setString(4, Jsonb.storableText(content.preview()));
      statement.setObject(5, account.tenantId());
      return statement.executeUpdate() > 0;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a message that cannot be written as JSON", e);
    }
  }
}
