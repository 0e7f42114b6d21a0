package dev.switchboard.core.overview;

import dev.switchboard.core.message.Lane;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How things are now: what waits, who waits, who is there, and how fast it goes.
///
/// @param accounts over which
record Present(Connection connection, UUID tenantId, List<SeenAccount> accounts) {

  private static final int MINUTES = 60;
  private static final int RATE_MINUTES = 5;

  /// Of each lane one look for the oldest, along the outbox's own index.
  Overview.Queue queue() throws SQLException {
    var names = new HashMap<UUID, String>();
    accounts.forEach(account -> names.put(account.id(), account.name()));
    var lanes = new ArrayList<Overview.LaneQueue>();
    try (var statement = connection.prepareStatement("""
        select a.id, l.lane, coalesce(q.waiting, 0) as waiting, coalesce(q.scheduled, 0) as scheduled, o.age,
          coalesce(m.sent, 0) / %1$d.0 as rate
        from unnest(?) as a(id)
        cross join generate_series(0, 2) as l(lane)
        left join lateral (
          select sum(messages) filter (where due <= now()) as waiting, sum(messages) filter (where due > now()) as scheduled
          from overview_queue
          where tenant_id = ?
            and account_id = a.id
            and lane = l.lane) q on true
        left join lateral (
          select extract(epoch from now() - due_at)::double precision as age
          from outbox
          where account_id = a.id
            and lane = l.lane
            and ready
            and lease_until is null
          order by due_at, id
          limit 1) o on o.age >= 0
        left join lateral (
          select sum(sent) as sent
          from overview_minutes
          where tenant_id = ?
            and account_id = a.id
            and lane = l.lane
            and minute >= date_trunc('minute', now(), 'UTC') - interval '%1$d minutes'
            and minute < date_trunc('minute', now(), 'UTC')) m on true
        """.formatted(RATE_MINUTES))) {
      statement.setArray(1, SeenAccount.ids(connection, accounts));
      statement.setObject(2, tenantId);
      statement.setObject(3, tenantId);
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          var id = row.getObject("id", UUID.class);
          lanes.add(
              new Overview.LaneQueue(id, Objects.requireNonNull(names.get(id)), Lane.ofCode(row.getInt("lane")).label(),
                  row.getLong("waiting"), row.getLong("scheduled"), row.getObject("age", Double.class),
                  row.getDouble("rate")));
        }
      }
    }
    return queue(lanes);
  }

  private static Overview.Queue queue(List<Overview.LaneQueue> lanes) {
    return new Overview.Queue(lanes.stream().mapToLong(Overview.LaneQueue::waiting).sum(),
        lanes.stream().mapToLong(Overview.LaneQueue::scheduled).sum(),
        lanes.stream().map(Overview.LaneQueue::oldestDueSeconds).filter(Objects::nonNull).max(Double::compare)
            .orElse(null),
        lanes.stream().mapToDouble(Overview.LaneQueue::sentPerMinute).sum(),
        lanes.stream()
            .filter(lane -> lane.waiting() + lane.scheduled() > 0 || lane.oldestDueSeconds() != null
                || lane.sentPerMinute() > 0)
            .toList());
  }

  /// By account. Reads one index, as long as there are customers who wait.
  Map<UUID, Overview.WaitingChats> chats() throws SQLException {
    var waiting = new HashMap<UUID, Overview.WaitingChats>();
    try (var statement = connection.prepareStatement("""
        select account_id, count(*), min(waiting_since)
        from chats
        where account_id = any (?)
          and queue in (0, 1)
        group by account_id
        """)) {
      statement.setArray(1, SeenAccount.ids(connection, accounts));
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          waiting.put(row.getObject(1, UUID.class), new Overview.WaitingChats(row.getLong(2),
              row.getObject(3, OffsetDateTime.class).toInstant()));
        }
      }
    }
    return waiting;
  }

  static Overview.WaitingChats all(Stream<Overview.WaitingChats> chats) {
    return chats.reduce(new Overview.WaitingChats(0, null), (one, other) -> new Overview.WaitingChats(
        one.waiting() + other.waiting(), earlier(one.since(), other.since())));
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    return one == null || other != null && other.isBefore(one) ? other : one;
  }

  /// The agents of the tenant, whichever accounts they see.
  Overview.People agents() throws SQLException {
    try (var statement = connection.prepareStatement("""
        select count(*) filter (where here and presence = 'online'), count(*) filter (where here and presence = 'away'),
          count(*) filter (where here and presence = 'busy'), count(*) filter (where not here)
        from (
          select a.presence, exists (
              select
              from agent_presence p
              where p.agent_id = a.id
                and p.until > now()) as here
          from agents a
          where a.tenant_id = ?
            and a.disabled_at is null) agent
        """)) {
      statement.setObject(1, tenantId);
      try (var row = statement.executeQuery()) {
        row.next();
        return new Overview.People(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
      }
    }
  }

  /// The last 60 minutes that are over, also those in which nothing happened.
  List<Overview.Minute> minutes() throws SQLException {
    try (var statement = connection.prepareStatement("""
        select s.minute, coalesce(sum(m.accepted), 0), coalesce(sum(m.sent), 0), coalesce(sum(m.received), 0)
        from generate_series(date_trunc('minute', now(), 'UTC') - interval '%d minutes',
          date_trunc('minute', now(), 'UTC') - interval '1 minute', interval '1 minute') as s(minute)
        left join overview_minutes m on m.minute = s.minute and m.tenant_id = ? and m.account_id = any (?)
        group by s.minute
        order by s.minute
        """.formatted(MINUTES))) {
      statement.setObject(1, tenantId);
      statement.setArray(2, SeenAccount.ids(connection, accounts));
      try (var row = statement.executeQuery()) {
        var minutes = new ArrayList<Overview.Minute>();
        while (row.next()) {
          minutes.add(new Overview.Minute(row.getObject(1, OffsetDateTime.class).toInstant(), row.getLong(2),
              row.getLong(3), row.getLong(4)));
        }
        return minutes;
      }
    }
  }
}
