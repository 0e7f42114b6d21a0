package dev.switchboard.core.message;

import dev.switchboard.core.consent.FailedAddresses;
import dev.switchboard.core.database.Columns;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.task.MessageSend;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The one place where outbound messages change: status, facts, attempts, outbox and events together.
///
/// Whoever changes messages locks them, decides what is to become of them in plain Java ([Changes]), and applies it, all in
/// one transaction. The lock of a chat covers its messages. Chats are locked first, in the order of their ids; outbox rows
/// then in any order, as nobody else who holds one waits for another. [#apply] is a later statement than the locks, so promoting the next of a chat sees every message that was accepted
/// under the same lock.
public final class Ledger {

  private Ledger() {}

  /// Locks messages and their chats until the end of the transaction. Ids that are no outbound message are left out.
  public static Map<UUID, LockedMessage> lock(Connection connection, Collection<UUID> messageIds)
      throws SQLException {
    if (messageIds.isEmpty()) {
      return Map.of();
    }
    var ids = connection.createArrayOf("uuid", messageIds.toArray());
    var lockChats = """
        select id
        from chats
        where id = any (array(select chat_id from chat_messages where id = any (?)))
        order by id
        for no key update
        """;
    try (var statement = connection.prepareStatement(lockChats)) {
      statement.setArray(1, ids);
      statement.execute();
    }
    // Claims lock no chats, so the outbox rows are locked themselves: none is claimed while its fate is decided.
    var select = """
        select m.id, m.tenant_id, m.chat_id, m.account_id, m.lane, m.status, m.policy,
          array(
            select a.token
            from message_attempts a
            where a.message_id = m.id and a.result = 'ACCEPTED') as accepted_tokens,
          o.state, o.token, o.attempt, o.lease_until > clock_timestamp() as leased, o.again
        from chat_messages m
        left join lateral (
          select *
          from outbox
          where message_id = m.id
          for update) o on true
        where m.id = any (?)
          and m.direction = 'OUTBOUND'
        """;
    var locked = new HashMap<UUID, LockedMessage>();
    try (var statement = connection.prepareStatement(select)) {
      statement.setArray(1, ids);
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          var message = message(row);
          locked.put(message.id(), message);
        }
      }
    }
    return locked;
  }

  private static LockedMessage message(ResultSet row) throws SQLException {
    var accepted = Arrays.stream((Long[]) row.getArray("accepted_tokens").getArray()).collect(Collectors.toSet());
    return new LockedMessage(row.getObject("id", UUID.class), row.getObject("tenant_id", UUID.class),
        row.getObject("chat_id", UUID.class), row.getObject("account_id", UUID.class), Lane.ofCode(row.getInt("lane")),
        MessageStatus.valueOf(row.getString("status")), DeliveryPolicy.ofLabel(row.getString("policy")), waiting(row),
        accepted);
  }

  private static LockedMessage.@Nullable Waiting waiting(ResultSet row) throws SQLException {
    var state = row.getString("state");
    if (state == null) {
      return null;
    }
    var leased = row.getObject("leased", Boolean.class);
    return new LockedMessage.Waiting(LockedMessage.State.valueOf(state), row.getLong("token"), row.getInt("attempt"),
        Boolean.TRUE.equals(leased), Boolean.FALSE.equals(leased), row.getBoolean("again"));
  }

  /// Writes the changes and returns the lanes in which a message has become the head of its chat: wake them after the
  /// commit, and ring `events`.
  public static Set<MessageSend> apply(Connection connection, Changes changes) throws SQLException {
    retry(connection, changes);
    doubt(connection, changes);
    var lanes = settle(connection, changes);
    // Each for the few messages that have any.
    Substitutions.write(connection, changes.substitutions);
    Decisions.write(connection, changes.decisions);
    ClosedWindows.write(connection, changes.outsideWindow);
    var bad = changes.badAddresses();
    if (!bad.isEmpty()) {
      FailedAddresses.suppress(connection, bad);
    }
    lanes.addAll(Rerouting.apply(connection, changes.reroutes));
    return lanes;
  }

  // Everything that happens to most messages, in one statement.
  private static Set<MessageSend> settle(Connection connection, Changes changes) throws SQLException {
    var sql = """
        with fact as (
          insert into message_status as known (message_id, tenant_id, attempt, status, participant, provider_at, reason, code,
            detail, details, applied)
          select message_id, tenant_id, attempt, status, participant, provider_at, reason, code, detail, details::jsonb,
            applied
          from unnest(?::uuid[], ?::uuid[], ?::integer[], ?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::text[],
            ?::text[], ?::text[], ?::boolean[])
            as r(message_id, tenant_id, attempt, status, participant, provider_at, reason, code, detail, details, applied)
          on conflict (message_id, attempt, status, participant) do update
          set details = excluded.details,
            provider_at = coalesce(known.provider_at, excluded.provider_at)
          where known.details is null
            and excluded.details is not null),
        attempt as (
          insert into message_attempts (message_id, tenant_id, account_id, token, attempt, node, started_at, finished_at,
            result, provider_message_id, reason, code, detail, next_due_at, duplicate)
          select message_id, tenant_id, account_id, token, attempt, node, coalesce(started_at, clock_timestamp()),
            clock_timestamp(), result, provider_message_id, reason, code, detail,
            clock_timestamp() + make_interval(secs => next_seconds), duplicate
          from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::bigint[], ?::integer[], ?::text[], ?::timestamptz[], ?::text[],
            ?::text[], ?::text[], ?::text[], ?::text[], ?::double precision[], ?::boolean[])
            as r(message_id, tenant_id, account_id, token, attempt, node, started_at, result, provider_message_id,
              reason, code, detail, next_seconds, duplicate)
          on conflict (message_id, token) do update
          set result = excluded.result,
            node = excluded.node,
            started_at = least(message_attempts.started_at, excluded.started_at),
            finished_at = excluded.finished_at,
            provider_message_id = coalesce(excluded.provider_message_id, message_attempts.provider_message_id),
            reason = excluded.reason,
            code = excluded.code,
            detail = excluded.detail,
            next_due_at = coalesce(excluded.next_due_at, message_attempts.next_due_at),
            duplicate = excluded.duplicate),
        move as (
          update chat_messages m
          set status = r.status,
            reason = r.reason
          from unnest(?::uuid[], ?::text[], ?::text[]) as r(id, status, reason)
          where m.id = r.id),
        event as (
          insert into events (epoch, xid, tenant_id, kind, chat_id, message_id, payload)
          select (select max(epoch) from event_epochs), (select event_xid()), tenant_id, 'message_status_updated',
            chat_id, message_id, (payload || to_json(clock_timestamp()) || '}')::jsonb
          from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[]) as r(tenant_id, chat_id, message_id, payload)),
        finished as (
          delete from outbox
          where message_id = any (?)
          returning message_id, chat_id, lane),
        promoted as (
          update outbox o
          set ready = true
          from (select distinct chat_id, lane from finished) f
          cross join lateral (
            select n.message_id
            from outbox n
            where n.chat_id = f.chat_id
              and n.lane = f.lane
              and n.state <> 'SCHEDULED'
              and n.message_id not in (select message_id from finished)
            order by n.id
            limit 1) head
          where o.message_id = head.message_id
            and o.state = 'QUEUED'
            and not o.ready
          returning o.account_id, o.lane),
        checked as (
          insert into status_checks (message_id, tenant_id, account_id, due_at)
          select message_id, tenant_id, account_id, clock_timestamp() + make_interval(secs => seconds)
          from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::double precision[])
            as r(message_id, tenant_id, account_id, seconds)
          on conflict (message_id) do update
          set due_at = excluded.due_at,
            attempt = 0,
            lease_until = null),
        unchecked as (
          delete from status_checks
          where message_id = any (?))
        select distinct account_id, lane
        from promoted
        """;
    var moves = List.copyOf(changes.moves.values());
    try (var statement = connection.prepareStatement(sql)) {
      new Columns<>(statement, 1, changes.facts())
          .uuid(fact -> fact.message().id())
          .uuid(fact -> fact.message().tenantId())
          .integer(Changes.Fact::attempt)
          .text(fact -> fact.status().name())
          .text(Changes.Fact::participant)
          .instant(Changes.Fact::providerAt)
          .text(fact -> reason(fact.failure()))
          .text(fact -> fact.failure() == null ? null : fact.failure().code())
          .text(fact -> fact.failure() == null ? null : fact.failure().text())
          .text(fact -> Details.json(fact.details()))
          .bool(Changes.Fact::applied)
          .then(changes.attempts)
          .uuid(attempt -> attempt.message().id())
          .uuid(attempt -> attempt.message().tenantId())
          .uuid(Changes.Attempt::accountId)
          .bigint(Changes.Attempt::token)
          .integer(Changes.Attempt::attempt)
          .text(Changes.Attempt::node)
          .instant(Changes.Attempt::startedAt)
          .text(attempt -> attempt.result().name())
          .text(Changes.Attempt::providerMessageId)
          .text(attempt -> reason(attempt.failure()))
          .text(attempt -> attempt.failure() == null ? null : attempt.failure().code())
          .text(attempt -> attempt.failure() == null ? null : attempt.failure().text())
          .number(attempt -> seconds(attempt.nextDelay()))
          .bool(Changes.Attempt::duplicate)
          .then(moves)
          .uuid(move -> move.message().id())
          .text(move -> move.status().name())
          .text(move -> reason(move.failure()))
          .then(moves)
          .uuid(move -> move.message().tenantId())
          .uuid(move -> move.message().chatId())
          .uuid(move -> move.message().id())
          .text(changes::event)
          .then(changes.finished)
          .uuid(id -> id)
          .then(changes.checks)
          .uuid(check -> check.message().id())
          .uuid(check -> check.message().tenantId())
          .uuid(check -> check.message().accountId())
          .number(check -> seconds(check.delay()))
          .then(changes.unchecked)
          .uuid(id -> id);
      try (var row = statement.executeQuery()) {
        return lanes(row);
      }
    }
  }

  private static Set<MessageSend> lanes(ResultSet row) throws SQLException {
    var lanes = new HashSet<MessageSend>();
    while (row.next()) {
      lanes.add(new MessageSend(row.getObject(1, UUID.class), Lane.ofCode(row.getInt(2))));
    }
    return lanes;
  }

  // From the outbox's own lease, or out of doubt. The fencing number moves on, so that whoever held it cannot write.
  private static void retry(Connection connection, Changes changes) throws SQLException {
    if (changes.retries.isEmpty()) {
      return;
    }
    var sql = """
        update outbox o
        set state = 'QUEUED',
          ready = true,
          lease_until = null,
          node = null,
          token = o.token + 1,
          attempt = greatest(o.attempt - case when r.given_back then 1 else 0 end, 0),
          due_at = clock_timestamp() + make_interval(secs => r.seconds)
        from unnest(?::uuid[], ?::double precision[], ?::boolean[]) as r(message_id, seconds, given_back)
        where o.message_id = r.message_id
        """;
    try (var statement = connection.prepareStatement(sql)) {
      new Columns<>(statement, 1, changes.retries)
          .uuid(Changes.Retry::messageId)
          .number(retry -> seconds(retry.delay()))
          .bool(Changes.Retry::attemptGivenBack);
      statement.executeUpdate();
    }
  }

  private static void doubt(Connection connection, Changes changes) throws SQLException {
    if (changes.doubts.isEmpty()) {
      return;
    }
    var sql = """
        update outbox
        set state = 'DOUBT',
          ready = false,
          lease_until = null,
          node = null
        where message_id = any (?)
        """;
    try (var statement = connection.prepareStatement(sql)) {
      new Columns<>(statement, 1, changes.doubts).uuid(id -> id);
      statement.executeUpdate();
    }
  }

  private static @Nullable String reason(@Nullable Failure failure) {
    return failure == null ? null : failure.reason().name();
  }

  private static @Nullable Double seconds(@Nullable Duration delay) {
    return delay == null ? null : delay.toNanos() / 1e9;
  }
}
