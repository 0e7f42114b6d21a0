package dev.switchboard.core.message;

import dev.switchboard.core.chat.OpenChats;
import dev.switchboard.core.database.Columns;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.message.AcceptResult.Accepted;
import dev.switchboard.core.message.AcceptResult.Overtaken;
import dev.switchboard.core.message.AcceptResult.Refusal;
import dev.switchboard.core.message.AcceptResult.Refused;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Stores a batch of drafts: idempotency keys, people and chats, then messages, outbox rows and events in one statement.
///
/// The order is a protocol. Keys go first and in their order, so that two batches with the same keys wait for one another
/// in one direction. Chats are locked next, in the order of their ids, and the insert that decides which message is the
/// head of its chat is a later statement, whose snapshot sees everything committed under those locks.
final class AcceptTransaction {

  private record Key(UUID tenantId, String key) {

    static Key of(Draft draft) {
      return new Key(draft.request().tenantId(), Objects.requireNonNull(draft.request().idempotencyKey()));
    }
  }

  private static final Refused OPTED_OUT = new Refused("to", Refusal.OPTED_OUT,
      "is not written to: they, or their service, said so; see /api/v1/suppressions");
  private static final Refused KEY_REUSED = new Refused("idempotencyKey", Refusal.KEY_REUSED,
      "this key was used with another request");

  private record Stored(byte[] hash, UUID messageId, UUID chatId, List<UUID> parts) {}

  private record TurnedAway(Draft draft, AcceptResult answer) {}

  /// The database decided that some person or chat has to be made first.
  static final class MissingChatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MissingChatException() {
      super("a chat has to be made first", null, false, false);
    }
  }

  private final Connection connection;
  private final Database.Evidence evidence;
  private final List<Draft> drafts;
  private final DirectSends direct;
  // Those that are not stored, by their ids.
  private final Map<UUID, TurnedAway> turnedAway = new HashMap<>();

  AcceptTransaction(Connection connection, Database.Evidence evidence, List<Draft> drafts, DirectSends direct) {
    this.connection = connection;
    this.evidence = evidence;
    this.drafts = drafts;
    this.direct = direct;
  }

  /// Returns an answer for each draft, in their order. Those that are claimed as well are known to [DirectSends] then.
  ///
  /// @param create whether to make people and chats that are missing, which has to come before any lock
  /// @throws MissingChatException where `create` is needed, because some are missing and others are locked
  List<AcceptResult> run(boolean create) throws SQLException {
    var winners = takeKeys();
    var fresh = drafts.stream().filter(winners::contains).flatMap(Draft::all).toList();
    var chats = lockChats(create ? willing(fresh) : fresh, create);
    turnStaleAway(fresh, draft -> chats.get(draft.id()));
    var wanted = rest(fresh);
    insert(wanted, chats);
    MessageLegs.insert(connection, wanted);
    Parts.write(connection, wanted);
    Decisions.write(connection, Decisions.about(wanted));
    var free = freeKeys();
    var repeated = winners.size() == drafts.size() ? Map.<Key, Stored>of() : readKeys();
    var answers = new ArrayList<AcceptResult>();
    for (var draft : drafts) {
      var chat = chats.get(draft.id());
      var turned = turnedAway.get(draft.id());
      if (turned != null) {
        answers.add(turned.answer);
      } else if (chat != null) {
        answers.add(accepted(draft, chat));
      } else {
        var refused = free.get(Key.of(draft));
        answers.add(refused == null ? repeat(draft, repeated.get(Key.of(draft))) : repeat(draft, refused));
      }
    }
    return answers;
  }

  private void turnStaleAway(List<Draft> fresh, Function<Draft, @Nullable UUID> chatOf) throws SQLException {
    StaleReplies.find(connection, fresh, chatOf).forEach(draft -> turnedAway.put(draft.id(),
        new TurnedAway(draft, new Overtaken(Objects.requireNonNull(chatOf.apply(draft))))));
  }

  private List<Draft> rest(List<Draft> fresh) {
    return fresh.stream().filter(draft -> !turnedAway.containsKey(draft.id())).toList();
  }

  // For when chats are made before any is locked: none is made with whom does not want to be written to.
  private List<Draft> willing(List<Draft> fresh) throws SQLException {
    if (fresh.isEmpty()) {
      return fresh;
    }
    var refusals = OpenChats.optedOut(connection, fresh.stream().map(Draft::chat).toList());
    IntStream.range(0, fresh.size()).filter(refusals::get).mapToObj(fresh::get)
        .forEach(this::turnOptedOutAway);
    // Nor is one opened again for who does not know what is in it.
    turnStaleAway(rest(fresh), draft -> draft.request().chatId());
    return rest(fresh);
  }

  private void turnOptedOutAway(Draft draft) {
    turnedAway.put(draft.id(), new TurnedAway(draft, OPTED_OUT));
  }

  // What is refused leaves no key behind: when its recipient wants messages again, the same request is a new one.
  private Map<Key, TurnedAway> freeKeys() throws SQLException {
    var keyed = turnedAway.values().stream().filter(turned -> turned.draft.request().idempotencyKey() != null)
        .collect(Collectors.toMap(turned -> Key.of(turned.draft), turned -> turned, (first, _) -> first));
    if (keyed.isEmpty()) {
      return keyed;
    }
    try (var statement = connection.prepareStatement("""
        delete from idempotency_keys k
        using unnest(?::uuid[], ?::text[]) as r(tenant_id, key)
        where k.tenant_id = r.tenant_id
          and k.key = r.key
        """)) {
      new Columns<>(statement, 1, List.copyOf(keyed.keySet())).uuid(Key::tenantId).text(Key::key);
      statement.executeUpdate();
    }
    return keyed;
  }

  // Drafts without a key always win; of those with one, whoever inserts it.
  private HashSet<Draft> takeKeys() throws SQLException {
    var winners = new HashSet<Draft>();
    var keyed = new HashMap<Key, Draft>();
    for (var draft : drafts) {
      if (draft.request().idempotencyKey() == null) {
        winners.add(draft);
      } else {
        keyed.putIfAbsent(Key.of(draft), draft);
      }
    }
    if (keyed.isEmpty()) {
      return winners;
    }
    var sql = """
        insert into idempotency_keys (tenant_id, key, request_hash, message_id)
        select tenant_id, key, request_hash, message_id
        from unnest(?::uuid[], ?::text[], ?::bytea[], ?::uuid[])
          with ordinality as r(tenant_id, key, request_hash, message_id, ord)
        order by ord
        on conflict do nothing
        returning tenant_id, key
        """;
    var sorted = keyed.values().stream()
        .sorted(Comparator.comparing((Draft draft) -> Key.of(draft).tenantId).thenComparing(draft -> Key.of(draft).key))
        .toList();
    try (var statement = connection.prepareStatement(sql)) {
      new Columns<>(statement, 1, sorted)
          .uuid(draft -> draft.request().tenantId())
          .text(draft -> draft.request().idempotencyKey())
          .bytea(Draft::hash)
          .uuid(Draft::id);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          winners.add(keyed.get(new Key(rows.getObject(1, UUID.class), rows.getString(2))));
        }
      }
    }
    return winners;
  }

  private Map<UUID, UUID> lockChats(List<Draft> fresh, boolean create) throws SQLException {
    if (fresh.isEmpty()) {
      return Map.of();
    }
    var wanted = fresh.stream().map(Draft::chat).toList();
    if (create) {
      reopen(fresh);
      var made = OpenChats.create(connection, wanted);
      if (made.isPresent()) {
        return chatIds(fresh, made.get());
      }
    }
    var found = OpenChats.lockToSend(connection, wanted);
    var refused = IntStream.range(0, found.size()).filter(i -> found.get(i).optedOut()).mapToObj(fresh::get).toList();
    if (create && !refused.isEmpty()) {
      // What was made for them must not stay.
      throw DatabaseException.of(new SQLException("somebody has opted out at this moment", "40001"));
    }
    refused.forEach(this::turnOptedOutAway);
    if (!create && found.stream().allMatch(each -> each.chat() == null)) {
      // No chat is locked yet, only keys, which come first anyhow: everything can be made here and now.
      turnStaleAway(rest(fresh), draft -> draft.request().chatId());
      return lockChats(rest(fresh), true);
    }
    var chats = new HashMap<UUID, UUID>();
    for (var i = 0; i < found.size(); i++) {
      var chat = found.get(i).chat();
      if (chat != null) {
        chats.put(fresh.get(i).id(), chat.chatId());
      } else if (!found.get(i).optedOut()) {
        throw new MissingChatException();
      }
    }
    return chats;
  }

  private static Map<UUID, UUID> chatIds(List<Draft> drafts, List<OpenChats.Found> chats) {
    var ids = new HashMap<UUID, UUID>();
    IntStream.range(0, drafts.size()).forEach(i -> ids.put(drafts.get(i).id(), chats.get(i).chatId()));
    return ids;
  }

  // Who answers in a closed chat means that chat, unless another one has been opened with the person since.
  private void reopen(List<Draft> fresh) throws SQLException {
    var chats = fresh.stream().map(draft -> draft.request().chatId()).filter(Objects::nonNull).distinct().toArray();
    if (chats.length == 0) {
      return;
    }
    var sql = """
        update chats c
        set status = 'ACTIVE',
          assignee_id = still_sees(assignee_id, account_id)
        where id = any (?)
          and status <> 'ACTIVE'
          and not exists (
            select
            from chats other
            where other.contact_id = c.contact_id and other.account_id = c.account_id
              and other.kind = 'customer' and other.status = 'ACTIVE')
        """;
    try (var statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("uuid", chats));
      statement.executeUpdate();
    }
  }

  private void insert(List<Draft> fresh, Map<UUID, UUID> chats) throws SQLException {
    if (fresh.isEmpty()) {
      return;
    }
    var sql = """
        with r as materialized (
          select *, send_at is not null and send_at > now() as scheduled,
            coalesce(expires, greatest(send_at, now()) + make_interval(secs => lifetime),
              now() + make_interval(secs => lifetime)) as expires_at
          from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[],
            ?::uuid[], ?::uuid[], ?::text[], ?::integer[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::bigint[],
            ?::text[], ?::text[], ?::boolean[], ?::boolean[], ?::boolean[], ?::text[], ?::double precision[], ?::text[])
            with ordinality as r(id, tenant_id, chat_id, account_id, kind, content, preview, metadata,
              reply_to, agent_id, recipient, lane, policy, send_at, expires, lifetime, key, event, last, spoken,
              answers, recipient_key, held_seconds, node, ord)),
        message as (
          insert into chat_messages (id, tenant_id, chat_id, account_id, direction, kind, content, metadata, reply_to,
            agent_id, recipient, lane, policy, send_at, expires_at, status, idempotency_key, recipient_key)
          select id, tenant_id, chat_id, account_id, 'OUTBOUND', kind, content::jsonb, metadata::jsonb, reply_to,
            agent_id, recipient, lane, policy, send_at, expires_at, 'QUEUED', key, recipient_key
          from r),
        waiting as (
          insert into outbox (message_id, tenant_id, account_id, chat_id, lane, state, ready, due_at, expires_at, policy,
            token, attempt, node, lease_until)
          select id, tenant_id, account_id, chat_id, lane, case when scheduled then 'SCHEDULED' else 'QUEUED' end, ready,
            case when scheduled then send_at else now() end, expires_at, policy,
            claimed::integer, claimed::integer, case when claimed then node end,
            case when claimed then clock_timestamp() + make_interval(secs => held_seconds) end
          from (
            select *, held_seconds is not null
              and ready
              and (expires_at is null or expires_at > now())
              and not exists (
                select
                from account_rates p
                where p.account_id = head.account_id
                  and p.paused_until > now()) as claimed
            from (
              select *, not scheduled
                and row_number() over (partition by chat_id, lane, scheduled order by ord) = 1
                and coalesce((
                  select false
                  from outbox ahead
                  where ahead.chat_id = r.chat_id
                    and ahead.lane = r.lane
                    and ahead.state <> 'SCHEDULED'
                  limit 1), true) as ready
              from r) head) queued
          order by ord
          returning message_id, lease_until),
        event as (
          insert into events (epoch, xid, tenant_id, kind, chat_id, message_id, payload)
          select (select max(epoch) from event_epochs), (select event_xid()), tenant_id, 'message_sent', chat_id, id,
            ('{"message":{"createdAt":' || to_json(now()) || ',' || event || '}' || coalesce(',"waitedSince":' || to_json(
              case
                when answers then (
                  select c.waiting_since
                  from chats c
                  where c.id = r.chat_id)
              end), '') || '}')::jsonb
          from r
          order by ord),
        touched as (
          update chats
          set last_message_id = r.id,
            last_message_preview = r.preview,
            last_message_direction = 'OUTBOUND',
            last_message_agent_id = r.agent_id,
            last_activity_at = case
              when r.spoken then greatest(chats.last_activity_at, now())
              else chats.last_activity_at
            end,
            waiting_since = case when not r.spoken then chats.waiting_since end,
            silent = chats.silent and not r.spoken
          from r
          where r.last
            and chats.id = r.chat_id
            and chats.id = any (array(select chat_id from r)))
        select pg_current_xact_id()::text::bigint, array(
          select message_id
          from waiting
          where lease_until is not null)
        """;
    var rows = fresh.stream().map(draft -> new Row(draft, Objects.requireNonNull(chats.get(draft.id())))).toList();
    var last = rows.stream().collect(Collectors.toMap(Row::chatId, row -> row.draft.id(), (_, later) -> later));
    // By chat the first message that somebody says in it.
    var spoken = rows.stream().filter(Row::isSpoken)
        .collect(Collectors.toMap(Row::chatId, row -> row.draft.id(), (first, _) -> first));
    try (var statement = connection.prepareStatement(sql)) {
      new Columns<>(statement, 1, rows)
          .uuid(row -> row.draft.id())
          .uuid(row -> row.draft.request().tenantId())
          .uuid(Row::chatId)
          .uuid(row -> row.draft.account().id())
          .text(row -> row.draft.kind())
          .text(row -> row.draft.content())
          .text(row -> row.draft.preview())
          .text(row -> row.draft.metadata())
          .uuid(row -> row.draft.request().replyTo())
          .uuid(row -> row.draft.request().agentId())
          .text(row -> row.draft.recipient().value())
          .integer(row -> (int) row.draft.request().lane().code())
          .text(row -> row.draft.request().policy().label())
          .instant(row -> row.draft.request().sendAt())
          .instant(row -> row.draft.expiresAt())
          .bigint(row -> row.draft.lifetimeSeconds())
          .text(row -> row.draft.request().idempotencyKey())
          .text(Row::event)
          .bool(row -> row.draft.id().equals(last.get(row.chatId)))
          .bool(row -> spoken.containsKey(row.chatId))
          .bool(row -> row.draft.id().equals(spoken.get(row.chatId)))
          .text(row -> row.draft.recipientKey())
          .number(row -> direct.seconds(row.draft))
          .text(row -> direct.node(row.draft));
      try (var row = statement.executeQuery()) {
        row.next();
        evidence.keep(row.getLong(1), "chat_messages", fresh.getFirst().id());
        direct.claimed((UUID[]) row.getArray(2).getArray());
      }
    }
    AttachmentRules.remember(connection, fresh, chats);
  }

  // In a statement after the insert of the keys: its snapshot sees the keys that the insert lost against.
  private Map<Key, Stored> readKeys() throws SQLException {
    var sql = """
        select k.tenant_id, k.key, k.request_hash, k.message_id, m.chat_id,
          array(
            select p.message_id
            from message_parts p
            where p.part_of = k.message_id
            order by p.place) as parts
        from unnest(?::uuid[], ?::text[]) as r(tenant_id, key)
        join idempotency_keys k on k.tenant_id = r.tenant_id and k.key = r.key
        join chat_messages m on m.id = k.message_id
        """;
    var keyed = drafts.stream().filter(draft -> draft.request().idempotencyKey() != null).toList();
    var stored = new HashMap<Key, Stored>();
    try (var statement = connection.prepareStatement(sql)) {
      new Columns<>(statement, 1, keyed)
          .uuid(draft -> draft.request().tenantId())
          .text(draft -> draft.request().idempotencyKey());
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          stored.put(new Key(rows.getObject(1, UUID.class), rows.getString(2)),
              new Stored(rows.getBytes(3), rows.getObject(4, UUID.class), rows.getObject(5, UUID.class),
                  Parts.all(rows.getObject(4, UUID.class), (UUID[]) rows.getArray(6).getArray())));
        }
      }
    }
    return stored;
  }

  // Another draft of the batch under the key of one that was refused.
  private static AcceptResult repeat(Draft draft, TurnedAway refused) {
    return Arrays.equals(refused.draft.hash(), draft.hash()) ? refused.answer : KEY_REUSED;
  }

  private static AcceptResult accepted(Draft draft, UUID chatId) {
    return new Accepted(draft.id(), chatId, MessageStatus.QUEUED, false, draft.parts());
  }

  private static AcceptResult repeat(Draft draft, @Nullable Stored stored) {
    if (stored == null) {
      // CLEANUP removed the key between the two statements: it was as old as keys get.
      throw DatabaseException.of(new SQLException("the idempotency key has just expired", "40001"));
    }
    return Arrays.equals(stored.hash, draft.hash())
        ? new Accepted(stored.messageId, stored.chatId, MessageStatus.QUEUED, true, stored.parts)
        : KEY_REUSED;
  }

  private record Row(Draft draft, UUID chatId) {

    // Somebody says it in a chat. What a service sends to an address is no conversation, and moves no chat in the inbox.
    boolean isSpoken() {
      return draft.request().agentId() != null || draft.request().chatId() != null;
    }

    // The fields of the event's message but for the time, which is the database's. All but the content, which is JSON, are
    // ids and names that need no escaping.
    String event() {
      var request = draft.request();
      return "\"id\":\"" + draft.id()
          + "\",\"chatId\":\"" + chatId
          + "\",\"direction\":\"OUTBOUND\",\"status\":\"QUEUED\",\"kind\":\"" + draft.kind()
          + "\",\"lane\":\"" + request.lane().label()
          + (request.agentId() == null ? "" : "\",\"agentId\":\"" + request.agentId())
          + (request.replyTo() == null ? "" : "\",\"replyTo\":\"" + request.replyTo())
          + (draft.partOf() == null ? "" : "\",\"partOf\":\"" + draft.partOf())
          + "\",\"content\":" + draft.content();
    }
  }
}
