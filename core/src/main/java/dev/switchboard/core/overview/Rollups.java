package dev.switchboard.core.overview;

import dev.switchboard.core.event.Cursor;
import dev.switchboard.core.event.RecentEvents;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;

/// Adds the next events of the log to the sums, each as what it changes: a message that was accepted is one more that waits,
/// one that moves is one less of what it was and one more of what it is. So at every position the sums are what counting would
/// find, however often and in whichever order receipts come.
final class Rollups {

  /// Each bucket of waits reaches so many times further than the one before.
  static final double STEP = 1.05;

  /// How far the log was read.
  ///
  /// @param latest when the last of the events was written
  /// @param more whether there may be more
  record Read(Cursor to, Optional<OffsetDateTime> latest, boolean more) {}

  // In one statement, as all of it is made of the same events. What was accepted before counting began is left out by its
  // time, which never changes, so that it is either counted from the beginning or not at all.
  private static final String ADD = """
      with %s,
      outbound as materialized (
        select r.kind, r.tenant_id, r.at, r.payload, m.id, m.account_id, m.lane, greatest(m.created_at, m.send_at) as due
        from recent r
        join chat_messages m on m.id = r.message_id
        where r.kind in ('message_sent', 'message_status_updated', 'message_rerouted')
          and m.created_at >= (select since from overview_reader)),
      accepted as materialized (
        select tenant_id, lane, due, at, payload,
          coalesce((
            select l.account_id
            from message_legs l
            where l.message_id = o.id
              and l.n = 0), account_id) as account_id
        from outbound o
        where kind = 'message_sent'),
      moved as materialized (
        select id, tenant_id, lane, due, at, payload ->> 'status' as status,
          coalesce(payload ->> 'reason', 'UNKNOWN') as reason,
          coalesce((payload ->> 'accountId')::uuid, account_id) as account_id,
          -- Nodes of before this version do not say it.
          coalesce(payload ->> 'previous',
            case payload ->> 'status'
              when 'DELIVERED' then 'SENT'
              when 'READ' then 'DELIVERED'
              else 'QUEUED'
            end) as previous
        from outbound
        where kind = 'message_status_updated'),
      received as materialized (
        select r.tenant_id, r.at, m.account_id,
          coalesce(r.payload #>> '{message,automatic}' is distinct from 'true' and before.direction = 'OUTBOUND', false)
            as reply
        from recent r
        join chat_messages m on m.id = r.message_id
        left join lateral (
          select p.direction
          from chat_messages p
          where p.chat_id = m.chat_id
            and p.id < m.id
            and p.direction <> 'INTERNAL'
          order by p.id desc
          limit 1) before on true
        where r.kind = 'message_received'
          and r.at >= (select since from overview_reader)),
      changed as materialized (
        select tenant_id, account_id, lane, due, 'QUEUED' as status, '' as reason, 1 as messages
        from accepted
        union all
        select tenant_id, account_id, lane, due, status, case status when 'FAILED' then reason else '' end, 1
        from moved
        union all
        select tenant_id, account_id, lane, due, previous,
          case previous
            when 'FAILED' then coalesce((
              select s.reason
              from message_status s
              where s.message_id = moved.id
                and s.status = 'FAILED'
                and s.applied
              limit 1), 'UNKNOWN')
            else ''
          end, -1
        from moved
        union all
        select tenant_id, side.account_id, lane, due, payload ->> 'status', '', side.messages
        from outbound
        cross join lateral (
          values ((payload ->> 'fromAccountId')::uuid, -1), ((payload ->> 'accountId')::uuid, 1))
          as side(account_id, messages)
        where kind = 'message_rerouted'
          and payload ->> 'fromAccountId' is not null),
      happened as materialized (
        select tenant_id, account_id, -1 as lane, at, 1 as received, reply::integer as replies, 0 as accepted, 0 as sent,
          0::double precision as sending_seconds
        from received
        union all
        select tenant_id, account_id, lane, at, 0, 0, 1, 0, 0
        from accepted
        union all
        select tenant_id, account_id, lane, at, 0, 0, 0, 1, greatest(extract(epoch from at - due), 0)
        from moved
        where previous in ('QUEUED', 'SENDING', 'UNCONFIRMED')
          and status in ('SENT', 'DELIVERED', 'READ')),
      outcome as (
        insert into overview_outcomes as known (tenant_id, account_id, hour, status, reason, messages)
        select tenant_id, account_id, date_bin('1 hour', due, timestamptz 'epoch'), status, reason, sum(messages)
        from changed
        group by 1, 2, 3, 4, 5
        having sum(messages) <> 0
        on conflict (tenant_id, hour, account_id, status, reason) do update
        set messages = known.messages + excluded.messages),
      queue as (
        insert into overview_queue as known (tenant_id, account_id, lane, due, messages)
        select tenant_id, account_id, lane, date_bin('1 minute', due, timestamptz 'epoch'), sum(messages)
        from changed
        where status in ('QUEUED', 'SENDING')
        group by 1, 2, 3, 4
        having sum(messages) <> 0
        on conflict (tenant_id, account_id, lane, due) do update
        set messages = known.messages + excluded.messages),
      hours as (
        insert into overview_hours as known (tenant_id, account_id, hour, received, replies, accepted, sent, sending_seconds)
        select tenant_id, account_id, date_bin('1 hour', at, timestamptz 'epoch'), sum(received), sum(replies),
          sum(accepted), sum(sent), sum(sending_seconds)
        from happened
        group by 1, 2, 3
        on conflict (tenant_id, hour, account_id) do update
        set received = known.received + excluded.received,
          replies = known.replies + excluded.replies,
          accepted = known.accepted + excluded.accepted,
          sent = known.sent + excluded.sent,
          sending_seconds = known.sending_seconds + excluded.sending_seconds),
      minutes as (
        insert into overview_minutes as known (tenant_id, account_id, minute, lane, received, accepted, sent)
        select tenant_id, account_id, date_bin('1 minute', at, timestamptz 'epoch'), lane, sum(received), sum(accepted),
          sum(sent)
        from happened
        where at > now() - interval '1 hour'
        group by 1, 2, 3, 4
        on conflict (tenant_id, minute, account_id, lane) do update
        set received = known.received + excluded.received,
          accepted = known.accepted + excluded.accepted,
          sent = known.sent + excluded.sent),
      waits as (
        insert into overview_waits as known (tenant_id, account_id, hour, bucket, answers)
        select tenant_id, account_id, date_bin('1 hour', at, timestamptz 'epoch'),
          case when seconds < 1 then 0 else floor(ln(seconds) / ln(?)) + 1 end, count(*)
        from (
          select *, extract(epoch from at - (payload ->> 'waitedSince')::timestamptz)::double precision as seconds
          from accepted
          where payload ->> 'waitedSince' is not null) answered
        group by 1, 2, 3, 4
        on conflict (tenant_id, hour, account_id, bucket) do update
        set answers = known.answers + excluded.answers)
      select epoch, xid, seq, more, (select max(at) from recent) as latest
      from reached
      """.formatted(RecentEvents.EXPRESSIONS);

  /// Adds up to 1,000 events, in the caller's transaction.
  ///
  /// @param age older events are not looked for
  /// @return empty where the log is
  static Optional<Read> add(Connection connection, Cursor after, Duration age) throws SQLException {
    try (var statement = connection.prepareStatement(ADD)) {
      RecentEvents.bind(statement, after, age);
      statement.setDouble(5, STEP);
      try (var row = statement.executeQuery()) {
        var to = row.next() ? RecentEvents.cursor(row) : Optional.<Cursor>empty();
        if (to.isEmpty()) {
          return Optional.empty();
        }
        var read = new Read(to.get(), Optional.ofNullable(row.getObject("latest", OffsetDateTime.class)),
            row.getBoolean("more"));
        if (read.latest().isPresent()) {
          forgetTheEmpty(connection);
        }
        return Optional.of(read);
      }
    }
  }

  // In a statement of its own, as one statement cannot change a row twice.
  private static void forgetTheEmpty(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement("delete from overview_queue where messages = 0")) {
      statement.executeUpdate();
    }
  }

  private Rollups() {}
}
