package dev.switchboard.core.message;

import dev.switchboard.core.database.Columns;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.task.MessageSend;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Puts messages on other ways of their routes. Their chats are locked.
///
/// A message stays in its chat and keeps its place in it; its account, recipient and content become those of the new way.
/// Its attempts and its fencing number go on, so that nothing that is still said about an earlier way is taken for news of
/// the new one.
final class Rerouting {

  private record Rerouted(Changes.Reroute reroute, String from, String to) {

    Decisions.About decision() {
      var message = reroute.message();
      return new Decisions.About(message.id(), message.tenantId(), Decision.of(Decision.Code.REROUTED, "account", to,
          "from", from, "reason", failure(reroute).reason().name()));
    }
  }

  /// Returns the lanes in which there is something to send now: wake them after the commit.
  static Set<MessageSend> apply(Connection connection, List<Changes.Reroute> reroutes) throws SQLException {
    if (reroutes.isEmpty()) {
      return Set.of();
    }
    var sql = """
        with r as materialized (
          select r.message_id, r.from_n, r.to_n, r.for_good, r.reason, r.code, r.detail, m.tenant_id, m.chat_id, m.lane,
            m.status, m.policy, m.expires_at, f.account_id as from_account, f.channel as from_channel, t.account_id, t.channel,
            t.recipient, nullif(t.recipient_key, t.recipient) as recipient_key, t.kind, t.content, coalesce(o.attempt, past.attempt, 0) as attempt,
            coalesce(past.token, 0) as past_token
          from unnest(?::uuid[], ?::integer[], ?::integer[], ?::boolean[], ?::text[], ?::text[], ?::text[])
            as r(message_id, from_n, to_n, for_good, reason, code, detail)
          join chat_messages m on m.id = r.message_id
          join message_legs f on f.message_id = r.message_id and f.n = r.from_n
          join message_legs t on t.message_id = r.message_id and t.n = r.to_n
          left join outbox o on o.message_id = r.message_id
          left join lateral (
            select max(attempt) as attempt, max(token) as token
            from message_attempts
            where message_id = r.message_id) past on true),
        left_behind as (
          update message_legs l
          set state = case when r.for_good then 'TRIED' else 'WAITING' end,
            since = null
          from r
          where l.message_id = r.message_id
            and l.n = r.from_n),
        taken as (
          update message_legs l
          set state = 'CURRENT',
            since = clock_timestamp(),
            attempts_before = r.attempt
          from r
          where l.message_id = r.message_id
            and l.n = r.to_n),
        message as (
          update chat_messages m
          set account_id = r.account_id,
            recipient = r.recipient,
            recipient_key = r.recipient_key,
            kind = r.kind,
            content = r.content
          from r
          where m.id = r.message_id),
        event as (
          insert into events (epoch, xid, tenant_id, kind, chat_id, message_id, payload)
          select (select max(epoch) from event_epochs), (select event_xid()), r.tenant_id, 'message_rerouted', r.chat_id,
            r.message_id, jsonb_strip_nulls(jsonb_build_object('messageId', r.message_id, 'chatId', r.chat_id,
              'status', r.status, 'fromAccountId', r.from_account, 'accountId', r.account_id, 'from', f.name, 'fromChannel', r.from_channel, 'account', a.name, 'channel', r.channel,
              'recipient', r.recipient, 'kind', r.kind, 'content', r.content, 'reason', r.reason, 'code', r.code,
              'at', clock_timestamp()))
          from r
          join channel_accounts f on f.id = r.from_account
          join channel_accounts a on a.id = r.account_id),
        waiting as (
          -- It was sent before and has left the outbox: it goes to the end of its chat's queue.
          insert into outbox as o (message_id, tenant_id, account_id, chat_id, lane, state, ready, due_at, expires_at, policy,
            attempt, token, again)
          select message_id, tenant_id, account_id, chat_id, lane, 'QUEUED',
            not exists (
              select
              from outbox ahead
              where ahead.chat_id = r.chat_id and ahead.lane = r.lane and ahead.state <> 'SCHEDULED'),
            clock_timestamp(), expires_at, policy, attempt, past_token + 1, true
          from r
          order by message_id
          on conflict (message_id) do update
          set account_id = excluded.account_id,
            state = 'QUEUED',
            ready = true,
            due_at = excluded.due_at,
            lease_until = null,
            node = null,
            token = greatest(o.token, excluded.token - 1) + 1
          returning message_id, ready)
        select r.message_id, r.account_id, r.lane, w.ready, f.name as from_name, a.name
        from r
        join waiting w using (message_id)
        join channel_accounts f on f.id = r.from_account
        join channel_accounts a on a.id = r.account_id
        """;
    var byMessage = reroutes.stream().collect(Collectors.toMap(reroute -> reroute.message().id(), Function.identity()));
    var lanes = new HashSet<MessageSend>();
    var rerouted = new ArrayList<Rerouted>();
    try (var statement = connection.prepareStatement(sql)) {
      new Columns<>(statement, 1, reroutes)
          .uuid(reroute -> reroute.message().id())
          .integer(reroute -> reroute.detour().from().n())
          .integer(reroute -> reroute.detour().to().n())
          .bool(reroute -> reroute.detour().forGood())
          .text(reroute -> failure(reroute).reason().name())
          .text(reroute -> failure(reroute).code())
          .text(reroute -> failure(reroute).text());
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          var reroute = byMessage.get(row.getObject("message_id", UUID.class));
          rerouted
              .add(new Rerouted(Objects.requireNonNull(reroute), row.getString("from_name"), row.getString("name")));
          if (row.getBoolean("ready")) {
            lanes.add(new MessageSend(row.getObject("account_id", UUID.class), Lane.ofCode(row.getInt("lane"))));
          }
        }
      }
    }
    Decisions.write(connection, rerouted.stream().map(Rerouted::decision).toList());
    return lanes;
  }

  private static Failure failure(Changes.Reroute reroute) {
    return reroute.detour().why();
  }

  private Rerouting() {}
}
