package dev.switchboard.core.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.chat.OpenChats;
import dev.switchboard.core.contact.Address;
import dev.switchboard.core.database.Columns;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.spi.InboundEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Stores what customers wrote: finds or makes their chat, inserts each message once, and brings the chat up to date.
final class InboundMessages {

  private static final ObjectMapper JSON = new ObjectMapper();

  /// A message that came over an account.
  record Inbound(Account account, InboundEvent.Message message) {

    OpenChats.Wanted chat() {
      var sender = message.from().getFirst();
      return new OpenChats.Wanted(account.tenantId(), account.id(),
          Address.parse(sender.kind(), sender.value()).orElseThrow(), clean(message.senderName()));
    }

    @Nullable
    Instant windowExpiresAt() {
      var window = account.provider().capabilities().window();
      return window == null ? null : (message.sentAt() == null ? Instant.now() : message.sentAt()).plus(window);
    }
  }

  private record Row(UUID id, Inbound inbound, OpenChats.Found chat, String content) {}

  /// Finds or makes the chats of the messages, without locking them. Before anything is locked: it may wait for others.
  static Set<UUID> findChats(Connection connection, List<Inbound> messages) throws SQLException {
    var wanted = messages.stream().map(Inbound::chat).toList();
    var found = OpenChats.find(connection, wanted);
    if (found.contains(null)) {
      OpenChats.create(connection, wanted);
      found = OpenChats.find(connection, wanted);
    }
    return found.stream()
        .filter(Objects::nonNull)
        .map(OpenChats.Found::chatId)
        .collect(Collectors.toSet());
  }

  /// Inserts the messages that are not there yet, in the caller's transaction. Their chats have been found.
  static void insert(Connection connection, List<Inbound> messages) throws SQLException {
    if (messages.isEmpty()) {
      return;
    }
    var wanted = messages.stream().map(Inbound::chat).toList();
    var chats = OpenChats.lock(connection, wanted);
    var rows = new ArrayList<Row>();
    for (var i = 0; i < messages.size(); i++) {
      var chat = chats.get(i);
      if (chat == null) {
        // Closed between the two statements: the whole batch is tried again.
        throw DatabaseException.of(new SQLException("a chat was closed at this moment", "40001"));
      }
      rows.add(new Row(Ids.next(), messages.get(i), chat, json(messages.get(i).message().content())));
    }
    insertRows(connection, rows);
  }

  private static void insertRows(Connection connection, List<Row> rows) throws SQLException {
    var sql = """
        with r as materialized (
          select *,
            (select o.message_id
             from message_attempts o
             where o.account_id = r.account_id and o.provider_message_id = r.reply_to_provider_id
             order by o.token desc
             limit 1) as reply_to
          from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[],
            ?::text[], ?::text[], ?::text[], ?::timestamptz[])
            with ordinality as r(id, tenant_id, chat_id, account_id, kind, content, preview, metadata,
              provider_message_id, reply_to_provider_id, event, window_expires_at, ord)),
        message as (
          insert into chat_messages (id, tenant_id, chat_id, account_id, direction, kind, content, metadata, reply_to,
            provider_message_id, status)
          select id, tenant_id, chat_id, account_id, 'INBOUND', kind, content::jsonb, metadata::jsonb, reply_to,
            provider_message_id, 'RECEIVED'
          from r
          order by ord
          on conflict (account_id, provider_message_id) where direction = 'INBOUND' do nothing
          returning id),
        fresh as materialized (
          select *
          from r
          where (id in (select id from message)) is true),
        event as (
          insert into events (epoch, xid, tenant_id, kind, chat_id, message_id, payload)
          select (select max(epoch) from event_epochs), (select event_xid()), tenant_id, 'message_received', chat_id, id,
            ('{"message":{"createdAt":' || to_json(now()) || coalesce(',"replyTo":"' || reply_to || '"', '') || ','
              || event || '}}')::jsonb
          from fresh
          order by ord)
        update chats
        set last_message_id = latest.id,
          last_message_preview = latest.preview,
          last_message_direction = 'INBOUND',
          last_activity_at = greatest(last_activity_at, now()),
          unread = unread + latest.messages,
          window_expires_at = greatest(chats.window_expires_at, latest.window_end)
        from (
          select distinct on (chat_id) chat_id, id, preview,
            count(*) over (partition by chat_id)::integer as messages,
            max(window_expires_at) over (partition by chat_id) as window_end
          from fresh
          order by chat_id, ord desc) latest
        where chats.id = latest.chat_id
          and chats.id = any (array(select chat_id from fresh))
        """;
    try (var statement = connection.prepareStatement(sql)) {
      new Columns<>(statement, 1, rows)
          .uuid(Row::id)
          .uuid(row -> row.inbound.account().tenantId())
          .uuid(row -> row.chat.chatId())
          .uuid(row -> row.inbound.account().id())
          .text(row -> row.inbound.message().content().kind().code())
          .text(Row::content)
          .text(row -> clean(row.inbound.message().content().preview()))
          .text(row -> json(row.inbound.message().metadata()))
          .text(row -> row.inbound.message().providerMessageId())
          .text(row -> clean(row.inbound.message().replyToProviderMessageId()))
          .text(InboundMessages::event)
          .instant(row -> row.inbound.windowExpiresAt());
      statement.executeUpdate();
    }
  }

  // The fields of the event's message but for those that the database knows.
  private static String event(Row row) {
    var name = clean(row.inbound.message().senderName());
    return "\"id\":\"" + row.id
        + "\",\"chatId\":\"" + row.chat.chatId()
        + "\",\"direction\":\"INBOUND\",\"status\":\"RECEIVED\",\"kind\":\""
        + row.inbound.message().content().kind().code()
        + "\",\"contactId\":\"" + row.chat.contactId()
        + (name == null ? "\"" : "\",\"senderName\":" + json(name))
        + ",\"content\":" + row.content;
  }

  // Customers do send U+0000.
  private static String json(Object value) {
    try {
      return Jsonb.storable(JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a message that cannot be written as JSON", e);
    }
  }

  private static @Nullable String clean(@Nullable String text) {
    return text == null ? null : Jsonb.storableText(text);
  }

  private InboundMessages() {}
}
