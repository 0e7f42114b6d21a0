package dev.switchboard.core.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.attachment.ReceivedFiles;
import dev.switchboard.core.chat.OpenChats;
import dev.switchboard.core.contact.Address;
import dev.switchboard.core.contact.Introductions;
import dev.switchboard.core.database.Columns;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.spi.InboundEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Stores what customers wrote: finds or makes their chat, inserts each message once, and brings the chat up to date.
final class InboundMessages {

  private static final ObjectMapper JSON = new ObjectMapper();

  /// A message that came over an account.
  ///
  /// @param chat whose it is
  /// @param place where it goes, where it says that itself; null where it goes to its sender's own chat
  /// @param enclosed the files that came along
  record Inbound(Account account, InboundEvent.Message message, OpenChats.Wanted chat,
      Threading.@Nullable Place place, Enclosed enclosed) {

    boolean hasFiles() {
      return ReceivedFiles.any(message.content());
    }

    static Inbound of(Item item, InboundEvent.Message message, Enclosed enclosed) {
      var account = item.account();
      return new Inbound(account, message, new OpenChats.Wanted(account.tenantId(), account.id(),
          Address.given(message.from()), clean(message.senderName())), null, enclosed);
    }

    /// The same message at a place.
    Inbound at(InboundEvent.Message placed, Threading.@Nullable Place other) {
      return new Inbound(account, placed, chat, other, enclosed);
    }

    /// Where an answer goes from now on; null where it is not the chat's customer who wrote.
    @Nullable
    String replyAddress() {
      return place != null && place.stranger() ? null : chat.address().value();
    }

    @Nullable
    Instant windowExpiresAt() {
      var window = account.provider().capabilities().window();
      return window == null ? null : (message.sentAt() == null ? Instant.now() : message.sentAt()).plus(window);
    }
  }

  private record Row(UUID id, Inbound inbound, OpenChats.Found chat, ReceivedFiles files, String content) {

    ReceivedFiles.Placed placed() {
      var account = inbound.account();
      return new ReceivedFiles.Placed(
          new ReceivedFiles.Place(account.tenantId(), account.id(), chat.chatId(), id, inbound.enclosed().files()),
          files);
    }
  }

  /// Finds or makes the chats of the messages, without locking them. Before anything is locked: it may wait for others.
  ///
  /// @param mayMerge see [Introductions#settle]
  static Set<UUID> findChats(Connection connection, List<Inbound> messages, boolean mayMerge) throws SQLException {
    var chats = messages.stream()
        .map(Inbound::place)
        .filter(Objects::nonNull)
        .map(Threading.Place::chatId)
        .collect(Collectors.toCollection(HashSet::new));
    var wanted = wanted(messages);
    if (wanted.isEmpty()) {
      return chats;
    }
    var known = OpenChats.known(connection, wanted);
    var unsettled = IntStream.range(0, wanted.size()).filter(i -> !isSettled(wanted.get(i), known.get(i))).boxed()
        .toList();
    chats.addAll(chats(known));
    if (!unsettled.isEmpty()) {
      var people = unsettled.stream().map(i -> wanted.get(i)).toList();
      Introductions.settle(connection, people.stream().map(OpenChats.Wanted::person).toList(),
          unsettled.stream().map(i -> introduced(known.get(i))).toList(), mayMerge);
      OpenChats.createChats(connection, people);
      chats.addAll(chats(OpenChats.known(connection, people)));
    }
    return chats;
  }

  private static Set<UUID> chats(List<List<OpenChats.@Nullable Known>> known) {
    var chats = new HashSet<UUID>();
    for (var each : known) {
      var best = each.getFirst();
      if (best != null && best.chatId() != null) {
        chats.add(best.chatId());
      }
    }
    return chats;
  }

  // Whether all addresses are one contact's, spelt as they are now, and the contact has an open chat.
  private static boolean isSettled(OpenChats.Wanted wanted, List<OpenChats.@Nullable Known> known) {
    var first = known.getFirst();
    return first != null && first.chatId() != null
        && IntStream.range(0, known.size()).allMatch(i -> {
          var each = known.get(i);
          return each != null && each.contactId().equals(first.contactId())
              && each.value().equals(wanted.addresses().get(i).value());
        });
  }

  private static List<Introductions.@Nullable Known> introduced(List<OpenChats.@Nullable Known> known) {
    return known.stream().<Introductions.@Nullable Known>map(
        each -> each == null ? null : new Introductions.Known(each.contactId(), each.value()))
        .toList();
  }

  private static List<OpenChats.Wanted> wanted(List<Inbound> messages) {
    return messages.stream().filter(message -> message.place() == null).map(Inbound::chat).toList();
  }

  /// Inserts the messages that are not there yet, in the caller's transaction. Their chats have been found.
  static void insert(Connection connection, List<Inbound> messages) throws SQLException {
    if (messages.isEmpty()) {
      return;
    }
    var wanted = wanted(messages);
    var chats = wanted.isEmpty() ? List.<OpenChats.@Nullable Found>of() : OpenChats.lock(connection, wanted);
    var rows = new ArrayList<Row>();
    var next = chats.iterator();
    for (var message : Threading.settle(connection, messages, ids(chats))) {
      var place = message.place();
      var chat = place == null ? next.next() : place.found();
      if (chat == null) {
        // Closed between the two statements: the whole batch is tried again.
        throw DatabaseException.of(new SQLException("a chat was closed at this moment", "40001"));
      }
      var files = ReceivedFiles.of(message.message().content());
      rows.add(new Row(Ids.next(), message, chat, files, json(files.content())));
    }
    insertRows(connection, rows);
    ReceivedFiles.insert(connection, rows.stream().filter(row -> !row.files.isEmpty()).map(Row::placed).toList(),
        messages.stream().mapToLong(message -> message.enclosed().largest()).min().orElse(Long.MAX_VALUE));
  }

  private static Set<UUID> ids(List<OpenChats.@Nullable Found> chats) {
    return chats.stream().filter(Objects::nonNull).map(OpenChats.Found::chatId).collect(Collectors.toSet());
  }

  // What a program wrote is in its chat, but it is no activity, and nobody has to read it: only where it begins the chat is
  // there somebody new to be seen. Only messages of the same customer's chats are answered by it.
  private static void insertRows(Connection connection, List<Row> rows) throws SQLException {
    var sql = """
        with r as materialized (
          select *,
            (select o.message_id
             from (
               select message_id, token
               from message_attempts
               where account_id = r.account_id and provider_message_id = r.reply_to_provider_id
               offset 0) o
             where r.contact_id = (
               select contact_id
               from chats
               where id = (select chat_id from chat_messages where id = o.message_id))
             order by o.token desc
             limit 1) as reply_to
          from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[],
            ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::boolean[])
            with ordinality as r(id, tenant_id, chat_id, contact_id, account_id, kind, content, preview, metadata,
              provider_message_id, reply_to_provider_id, event, window_expires_at, address, automatic, ord)),
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
              || event || '}' || coalesce(',"windowExpiresAt":' || to_json(
                case
                  when window_expires_at is not null then (
                    select greatest(c.window_expires_at, fresh.window_expires_at)
                    from chats c
                    where c.id = fresh.chat_id)
                end), '') || '}')::jsonb
          from fresh
          order by ord)
        update chats
        set last_message_id = latest.id,
          last_message_preview = latest.preview,
          last_message_direction = 'INBOUND',
          last_message_agent_id = null,
          address = coalesce(latest.address, chats.address),
          last_activity_at = case
            when latest.people > 0 or chats.last_message_id is null then greatest(last_activity_at, now())
            else last_activity_at
          end,
          waiting_since = case
            when latest.people > 0 then coalesce(chats.waiting_since, now())
            else chats.waiting_since
          end,
          silent = chats.silent and latest.people = 0 and chats.last_message_id is not null,
          snoozed_until = case when latest.people = 0 then chats.snoozed_until end,
          unread = unread + case when chats.last_message_id is null then latest.messages else latest.people end,
          window_expires_at = greatest(chats.window_expires_at, latest.window_end),
          window_watched = chats.window_watched
            or coalesce(latest.window_end > coalesce(chats.window_expires_at, '-infinity'), false)
        from (
          select distinct on (chat_id) chat_id, id, preview, address,
            count(*) over (partition by chat_id)::integer as messages,
            (count(*) filter (where not automatic) over (partition by chat_id))::integer as people,
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
          .uuid(row -> row.chat.contactId())
          .uuid(row -> row.inbound.account().id())
          .text(row -> row.inbound.message().content().kind().code())
          .text(Row::content)
          .text(row -> clean(row.inbound.message().content().preview()))
          .text(row -> json(row.inbound.message().metadata()))
          .text(row -> row.inbound.message().providerMessageId())
          .text(row -> clean(row.inbound.message().thread().references().stream().findFirst().orElse(null)))
          .text(InboundMessages::event)
          .instant(row -> row.inbound.windowExpiresAt())
          .text(row -> row.inbound.replyAddress())
          .bool(row -> row.inbound.message().isAutomatic());
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
        // Whoever answers by a program must not answer this.
        + (row.inbound.message().isAutomatic() ? ",\"automatic\":true" : "")
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
