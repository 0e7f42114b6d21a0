package dev.switchboard.core.webhook;

import dev.switchboard.core.chat.OpenChats;
import dev.switchboard.core.contact.Address;
import dev.switchboard.core.database.Columns;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.webhook.InboundMessages.Inbound;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Finds the chat that a message says it belongs to, for messages that say anything of the kind; all others cost nothing
/// here. `docs/threading.md` has the rules.
///
/// 1. The chat that it proves to belong to: of this tenant and account, whoever the sender is.
/// 2. The chat of the first earlier message that it names and that is known over this account, where the sender is the
///    chat's customer, or has proved to belong there before. To know a message's id proves nothing.
/// 3. What a program wrote, such as a holiday notice, opens nothing: where its sender has no open chat it goes to the last
///    one as it is.
///
/// Where a chat found so is over, and its customer has another open one over the account, that takes its place; else it is
/// opened again, by people only.
final class Threading {

  /// Where a message goes.
  ///
  /// @param open whether that chat was open when it was found
  /// @param known whether the message is there already
  /// @param stranger whether its sender is not the chat's customer
  record Place(UUID chatId, UUID contactId, boolean open, boolean known, boolean stranger) {

    OpenChats.Found found() {
      return new OpenChats.Found(chatId, contactId);
    }

    private Place instead(UUID otherChatId) {
      return new Place(otherChatId, contactId, true, known, stranger);
    }
  }

  private record Asked(int index, Inbound inbound, Address sender) {}

  private record Reference(int index, int place, String id) {}

  /// The same messages in their order, with the place of those that have one. Locks nothing; what it found may change until
  /// it is locked, see [#settle].
  static List<Inbound> place(Connection connection, List<Inbound> messages) throws SQLException {
    var asked = IntStream.range(0, messages.size())
        .filter(i -> asks(messages.get(i)))
        .mapToObj(i -> new Asked(i, messages.get(i), messages.get(i).chat().address()))
        .toList();
    if (asked.isEmpty()) {
      return messages;
    }
    var places = find(connection, asked);
    return IntStream.range(0, messages.size()).mapToObj(i -> placed(messages.get(i), places.get(i))).toList();
  }

  private static boolean asks(Inbound inbound) {
    var thread = inbound.message().thread();
    return thread.chatId() != null || !thread.references().isEmpty() || inbound.message().isAutomatic();
  }

  // Who wrote is told where it is not whose chat it is.
  private static Inbound placed(Inbound inbound, @Nullable Place place) {
    var message = inbound.message();
    if (place != null && place.stranger) {
      var metadata = new HashMap<>(message.metadata());
      metadata.put("from", inbound.chat().address().value());
      message = new InboundEvent.Message(message.providerMessageId(), message.from(), message.senderName(),
          message.content(), message.thread(), message.sentAt(), metadata);
    }
    return inbound.at(message, place);
  }

  // Each chat and message is looked up by itself, by index, whatever the planner thinks of young tables.
  private static Map<Integer, Place> find(Connection connection, List<Asked> asked) throws SQLException {
    var sql = """
        with r as materialized (
          select r.*, i.contact_id
          from unnest(?::integer[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::uuid[], ?::text[], ?::boolean[])
            as r(ord, tenant_id, account_id, kind, match_key, proved, provider_message_id, automatic)
          left join lateral (
            select contact_id
            from contact_identities
            where tenant_id = r.tenant_id
              and kind = r.kind
              and match_key = r.match_key
            limit 1) i on true),
        named as (
          select r.ord, -1 as place, known.chat_id
          from r
          cross join lateral (
            select chat_id
            from chat_messages
            where account_id = r.account_id
              and provider_message_id = r.provider_message_id
              and direction = 'INBOUND'
            limit 1) known
          union all
          select ord, 0, proved
          from r
          where proved is not null
          union all
          select r.ord, f.place, known.chat_id
          from unnest(?::integer[], ?::integer[], ?::text[]) as f(ord, place, reference)
          join r on r.ord = f.ord
          cross join lateral (
            select coalesce(
              (select (select chat_id from chat_messages where id = a.message_id)
               from message_attempts a
               where a.account_id = r.account_id and a.provider_message_id = f.reference
               order by a.token desc
               limit 1),
              (select chat_id
               from chat_messages
               where account_id = r.account_id and provider_message_id = f.reference and direction = 'INBOUND'
               limit 1)) as chat_id) known
          union all
          select r.ord, 1000000, latest.id
          from r
          cross join lateral (
            select id
            from chats
            where contact_id = r.contact_id
              and account_id = r.account_id
              and kind = 'customer'
              and status <> 'ACTIVE'
            order by id desc
            limit 1) latest
          where r.automatic
            and not exists (
              select
              from chats
              where contact_id = r.contact_id
                and account_id = r.account_id
                and kind = 'customer'
                and status = 'ACTIVE')),
        found as materialized (
          select distinct on (r.ord) r.ord, n.place, c.id, c.contact_id, c.account_id, c.status,
            c.contact_id is distinct from r.contact_id as stranger
          from named n
          join r on r.ord = n.ord
          cross join lateral (
            select id, contact_id, account_id, status
            from chats
            where id = n.chat_id
              and tenant_id = r.tenant_id
              and account_id = r.account_id
              and kind = 'customer'
            limit 1) c
          where n.place <= 0
            or c.contact_id = r.contact_id
            or exists (
              select
              from chat_participants p
              where p.chat_id = c.id
                and p.kind = r.kind
                and p.match_key = r.match_key)
          order by r.ord, n.place)
        select f.ord, f.place < 0 as known, coalesce(o.id, f.id) as id, f.contact_id, f.stranger,
          f.status = 'ACTIVE' or o.id is not null as open
        from found f
        left join lateral (
          select id
          from chats
          where contact_id = f.contact_id
            and account_id = f.account_id
            and kind = 'customer'
            and status = 'ACTIVE'
          limit 1) o on f.status <> 'ACTIVE' and f.place >= 0
        """;
    var places = new HashMap<Integer, Place>();
    try (var statement = connection.prepareStatement(sql)) {
      new Columns<>(statement, 1, asked)
          .integer(Asked::index)
          .uuid(one -> one.inbound.account().tenantId())
          .uuid(one -> one.inbound.account().id())
          .text(one -> one.sender.kind().name())
          .text(one -> one.sender.matchKey())
          .uuid(one -> one.inbound.message().thread().chatId())
          .text(one -> one.inbound.message().providerMessageId())
          .bool(one -> one.inbound.message().isAutomatic())
          .then(references(asked))
          .integer(Reference::index)
          .integer(Reference::place)
          .text(Reference::id);
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          places.put(row.getInt("ord"), new Place(row.getObject("id", UUID.class),
              row.getObject("contact_id", UUID.class), row.getBoolean("open"), row.getBoolean("known"),
              row.getBoolean("stranger")));
        }
      }
    }
    return places;
  }

  private static List<Reference> references(List<Asked> asked) {
    var references = new ArrayList<Reference>();
    for (var one : asked) {
      var place = 0;
      for (var id : one.inbound.message().thread().references()) {
        references.add(new Reference(one.index, ++place, Jsonb.storableText(id)));
      }
    }
    return references;
  }

  /// Makes sure that the places still are what they were taken for, now that their chats are locked: opens those that are
  /// over and that somebody has answered in, and lets in who has proved to belong there.
  ///
  /// @param messages as [#place] gave them
  /// @param locked the ids of further chats that are locked
  /// @return the same messages in their order, at the places to be used
  static List<Inbound> settle(Connection connection, List<Inbound> messages, Collection<UUID> locked)
      throws SQLException {
    var places = messages.stream().filter(message -> message.place() != null).toList();
    if (places.isEmpty()) {
      return messages;
    }
    var held = new HashSet<>(locked);
    places.forEach(message -> held.add(placeOf(message).chatId));
    var over = over(connection, held);
    var settled = messages.stream().map(message -> settled(message, over, held)).toList();
    var reopened = settled.stream()
        .filter(message -> message.place() != null && over.containsKey(message.place().chatId) && opens(message))
        .map(message -> placeOf(message).chatId)
        .distinct()
        .toList();
    if (!reopened.isEmpty()) {
      reopen(connection, reopened);
    }
    letIn(connection, settled.stream().filter(message -> message.place() != null && message.place().stranger).toList());
    return settled;
  }

  private static Place placeOf(Inbound message) {
    var place = message.place();
    if (place == null) {
      throw new IllegalStateException("a message without a place");
    }
    return place;
  }

  // What is there already is no news, and programs open nothing.
  private static boolean opens(Inbound message) {
    return !placeOf(message).known && !message.message().isAutomatic();
  }

  private static Inbound settled(Inbound message, Map<UUID, Other> over, Collection<UUID> held) {
    var place = message.place();
    var other = place == null || place.known ? null : over.get(place.chatId);
    if (place == null || other == null) {
      return message;
    }
    // Closed since it was found, or its customer has got another one since. The whole batch is tried again where that one
    // is not locked: two that lock in no order would wait for one another.
    if (other.chatId == null ? place.open && opens(message) : !held.contains(other.chatId)) {
      throw DatabaseException.of(new SQLException("a chat was closed or opened at this moment", "40001"));
    }
    return other.chatId == null ? message : message.at(message.message(), place.instead(other.chatId));
  }

  /// @param chatId the open chat of the same customer over the same account; null where there is none
  private record Other(@Nullable UUID chatId) {}

  /// Those of the chats that are over.
  private static Map<UUID, Other> over(Connection connection, Collection<UUID> chatIds) throws SQLException {
    var sql = """
        select c.id, c.status = 'ACTIVE' as open, o.id as other
        from chats c
        left join lateral (
          select id
          from chats
          where contact_id = c.contact_id
            and account_id = c.account_id
            and kind = 'customer'
            and status = 'ACTIVE'
          limit 1) o on c.status <> 'ACTIVE'
        where c.id = any (?)
        """;
    var over = new HashMap<UUID, Other>();
    try (var statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("uuid", chatIds.toArray()));
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          // Looked at here: as a condition it would lead the planner to an index that begins with the status.
          if (!row.getBoolean("open")) {
            over.put(row.getObject("id", UUID.class), new Other(row.getObject("other", UUID.class)));
          }
        }
      }
    }
    return over;
  }

  // Where another one was opened for the customer meanwhile, the index of open chats refuses: a conflict, tried again.
  private static void reopen(Connection connection, List<UUID> chatIds) throws SQLException {
    try (var statement = connection.prepareStatement("""
        with reopened as (
          update chats
          set status = 'ACTIVE',
            assignee_id = still_sees(assignee_id, account_id)
          where id = any (?)
          returning id, tenant_id, chats as chat)
        insert into events (epoch, tenant_id, kind, chat_id, payload)
        select (select max(epoch) from event_epochs), tenant_id, 'chat_updated', id, chat_told(chat)
        from reopened
        """)) {
      statement.setArray(1, connection.createArrayOf("uuid", chatIds.toArray()));
      statement.executeUpdate();
    }
  }

  private static void letIn(Connection connection, List<Inbound> strangers) throws SQLException {
    if (strangers.isEmpty()) {
      return;
    }
    try (var statement = connection.prepareStatement("""
        insert into chat_participants (chat_id, tenant_id, kind, match_key)
        select distinct chat_id, tenant_id, kind, match_key
        from unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[]) as r(chat_id, tenant_id, kind, match_key)
        order by 1, 3, 4
        on conflict do nothing
        """)) {
      new Columns<>(statement, 1, strangers)
          .uuid(stranger -> placeOf(stranger).chatId)
          .uuid(stranger -> stranger.account().tenantId())
          .text(stranger -> stranger.chat().address().kind().name())
          .text(stranger -> stranger.chat().address().matchKey());
      statement.executeUpdate();
    }
  }

  private Threading() {}
}
