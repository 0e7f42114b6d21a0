package dev.switchboard.core.outbox;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.database.Columns;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.spi.Capabilities.PairRate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How fast an account writes to one person, over all nodes: the generic cell rate algorithm on a row for each chat, for
/// accounts whose service has such a rate.
///
/// A claim counts the heads that it takes, and takes none whose chat has used up its rate. Such a head is passed over: it
/// is due when its chat may go on, so it stands in nobody's way, has lost no attempt, and stays the head.
/// Rows are locked after those of the outbox and in the order of their chats.
public final class PairRates {

  // How far into the queue one look goes.
  private static final int FRONT = 500;
  private static final int BATCH = 1_000;
  private static final UUID BEFORE_ALL = new UUID(0, 0);

  /// Part of the claim: counts what is `due`, and returns the chats that may go. Takes the account, the interval and what
  /// may be ahead.
  static final String MAY_GO = """
      may_go as (
        insert into pair_rates as known (chat_id, account_id, tat)
        select chat_id, ?::uuid, clock_timestamp() + make_interval(secs => ?)
        from (select distinct chat_id from due) d
        order by chat_id
        on conflict (chat_id) do update
        set tat = greatest(known.tat, clock_timestamp()) + make_interval(secs => ?)
        where known.tat - make_interval(secs => ?) <= clock_timestamp()
          and known.paused_until <= clock_timestamp()
        returning chat_id),
      """;

  private PairRates() {}

  static double interval(PairRate rate) {
    return rate.every().toNanos() / 1e9;
  }

  /// How far ahead of the clock a pair may be before it has to wait.
  static double ahead(PairRate rate) {
    return interval(rate) * (rate.burst() - 1);
  }

  /// Passes over heads whose chats have used up their rate, in the transaction of a claim that found some: those, and what
  /// else at the front of the lane has to wait.
  ///
  /// @param held what the claim found; it has locked them
  /// @param from where the claim began to look; null for the front
  static void passOver(Connection connection, Account account, Lane lane, PairRate rate, UUID[] held,
      @Nullable OffsetDateTime from) throws SQLException {
    // When a chat may go on is read without a lock: it only ever becomes later, and then the head is passed over again.
    var sql = """
        with front as materialized (
          select message_id, chat_id
          from outbox
          where message_id = any (?)
          union
          (select message_id, chat_id
           from outbox
           where account_id = ?
             and lane = ?
             and ready
             and lease_until is null
             and due_at between coalesce(?, '-infinity'::timestamptz) and now()
           order by due_at, id
           limit %d)),
        held as materialized (
          select o.message_id, w.until
          from front f
          join pair_rates p on p.chat_id = f.chat_id
          cross join lateral (
            select greatest(p.tat - make_interval(secs => ?), p.paused_until) as until
            offset 0) w
          join outbox o on o.message_id = f.message_id
          where w.until > clock_timestamp()
            and o.ready
            and o.lease_until is null
            and o.due_at <= now()
          for update of o skip locked)
        update outbox o
        set due_at = held.until
        from held
        where o.message_id = held.message_id
        """.formatted(FRONT);
    try (var statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("uuid", held));
      statement.setObject(2, account.id());
      statement.setInt(3, lane.code());
      statement.setObject(4, from);
      statement.setDouble(5, ahead(rate));
      statement.executeUpdate();
    }
  }

  /// How long a person is to rest.
  record Pause(UUID accountId, Duration least) {

    Pause longer(Pause other) {
      return least.compareTo(other.least) >= 0 ? this : other;
    }
  }

  /// Lets people rest, because the service said so of each of them. Where there are none, the database is not asked.
  ///
  /// @param pauses by chat
  static void pause(Connection connection, Map<UUID, Pause> pauses) throws SQLException {
    if (pauses.isEmpty()) {
      return;
    }
    try (var statement = connection.prepareStatement("""
        insert into pair_rates as known (chat_id, account_id, paused_until)
        select chat_id, account_id, clock_timestamp() + make_interval(secs => seconds)
        from unnest(?::uuid[], ?::uuid[], ?::double precision[]) as r(chat_id, account_id, seconds)
        order by chat_id
        on conflict (chat_id) do update
        set paused_until = greatest(known.paused_until, excluded.paused_until)
        """)) {
      new Columns<>(statement, 1, List.copyOf(pauses.entrySet()))
          .uuid(Map.Entry::getKey)
          .uuid(pause -> pause.getValue().accountId())
          .number(pause -> pause.getValue().least().toMillis() / 1e3);
      statement.executeUpdate();
    }
  }

  /// Deletes what is worth nothing any more, in small commits, and returns how much.
  public static int forget(Database database) {
    var forgotten = 0;
    var after = BEFORE_ALL;
    while (after != null) {
      var from = after;
      var page = database.transaction(connection -> forget(connection, from));
      forgotten += page.forgotten;
      after = page.last;
    }
    return forgotten;
  }

  private record Page(int forgotten, @Nullable UUID last) {}

  // From key to key: an index on the times would be written by every claim.
  private static Page forget(Connection connection, UUID after) throws SQLException {
    try (var statement = connection.prepareStatement("""
        with page as materialized (
          select chat_id
          from pair_rates
          where chat_id > ?
          order by chat_id
          limit %d),
        forgotten as (
          delete from pair_rates
          where chat_id in (
            select p.chat_id
            from page
            join pair_rates p on p.chat_id = page.chat_id
            where p.tat < now()
              and p.paused_until < now()
            for update of p skip locked)
          returning 1)
        select (select count(*) from forgotten), (select chat_id from page order by chat_id desc limit 1)
        """.formatted(BATCH))) {
      statement.setObject(1, after);
      try (var row = statement.executeQuery()) {
        row.next();
        return new Page(row.getInt(1), row.getObject(2, UUID.class));
      }
    }
  }
}
