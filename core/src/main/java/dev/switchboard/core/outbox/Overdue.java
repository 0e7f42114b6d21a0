package dev.switchboard.core.outbox;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.message.AttemptResult;
import dev.switchboard.core.message.Changes;
import dev.switchboard.core.message.Ledger;
import dev.switchboard.core.message.LockedMessage;
import dev.switchboard.core.message.MessageStatus;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.task.MessageSend;
import dev.switchboard.core.task.Wakeups;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

/// Deals with messages whose time has come without a worker: scheduled ones that are due, those that have expired, and those
/// whose worker was lost.
///
/// Every method works in small transactions, may run on any number of nodes at once, and returns how many messages it dealt
/// with.
@Singleton
public final class Overdue {

  private static final int BATCH = 200;
  // Leased rows are at the front of their lane, where they were claimed; no more than this are held at once.
  private static final int MOST_LEASED = 2_000;

  private final Database database;
  private final OutboxSettings settings;
  private final Doorbell doorbell;
  private final Wakeups wakeups;

  public Overdue(Database database, OutboxSettings settings, Doorbell doorbell, Wakeups wakeups) {
    this.database = database;
    this.settings = settings;
    this.doorbell = doorbell;
    this.wakeups = wakeups;
  }

  /// Lets scheduled messages that are due join the order of their chats.
  public int release() {
    var released = 0;
    int batch;
    do {
      var lanes = new HashSet<MessageSend>();
      batch = database.transaction(connection -> release(connection, lanes));
      lanes.forEach(wakeups::wake);
      released += batch;
    } while (batch == BATCH);
    return released;
  }

  /// In how long the next scheduled message is due, at most a minute.
  public Duration nextRelease() {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          select extract(epoch from coalesce(min(due_at), now() + interval '1 minute') - now())
          from outbox
          where state = 'SCHEDULED'
          """); var row = statement.executeQuery()) {
        row.next();
        return Duration.ofMillis((long) (Math.clamp(row.getDouble(1), 0, 60) * 1e3) + 1);
      }
    });
  }

  private static int release(Connection connection, Set<MessageSend> lanes) throws SQLException {
    var due = ids(connection, """
        select message_id
        from outbox
        where state = 'SCHEDULED'
          and due_at <= now()
        order by due_at, id
        limit %d
        """.formatted(BATCH));
    // The locks come first, so that the statement that decides on heads sees all that was committed under them.
    var locked = Ledger.lock(connection, due);
    if (locked.isEmpty()) {
      return due.size();
    }
    // A new id, because the order of a chat is that in which its messages joined it.
    var sql = """
        with r as (
          select o.message_id, o.chat_id, o.lane, row_number() over (partition by o.chat_id, o.lane order by o.due_at, o.id) as place,
            nextval(pg_get_serial_sequence('outbox', 'id')) as new_id
          from (
            select *
            from outbox
            where message_id = any (?)
              and state = 'SCHEDULED'
            order by due_at, id) o)
        update outbox o
        set id = r.new_id,
          state = 'QUEUED',
          ready = r.place = 1
            and not exists (
              select
              from outbox ahead
              where ahead.chat_id = r.chat_id and ahead.lane = r.lane and ahead.state <> 'SCHEDULED')
        from r
        where o.message_id = r.message_id
        """;
    try (var statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("uuid", locked.keySet().toArray()));
      statement.executeUpdate();
    }
    locked.values().forEach(message -> lanes.add(new MessageSend(message.accountId(), message.lane())));
    return due.size();
  }

  /// Takes messages that have waited too long out of the outbox. One that may have been sent is not expired: its fate is
  /// asked for instead.
  public int expire() {
    return settle("""
        select message_id
        from outbox
        where expires_at <= now()
          and state <> 'DOUBT'
          and lease_until is null
        order by expires_at
        limit %d
        """.formatted(BATCH), (changes, message) -> {
      var waiting = message.waiting();
      if (waiting == null || waiting.leased() || waiting.leaseExpired()
          || waiting.state() == LockedMessage.State.DOUBT) {
        return;
      }
      changes.finish(message);
      if (message.status() != MessageStatus.UNCONFIRMED && !message.over()) {
        // What a service took and then could not deliver was sent, so it did not expire.
        changes.fact(message, 0, waiting.again() ? MessageStatus.FAILED : MessageStatus.EXPIRED,
            Failure.of(FailureReason.EXPIRED, "waited until its time ran out"));
      }
    });
  }

  /// Puts messages whose worker was lost in doubt: it may have sent them. Should it come back, what it says of this attempt is
  /// still the truth about it, until the message is sent again.
  public int recover() {
    return settle("""
        select o.message_id
        from account_tasks t
        cross join lateral (
          select message_id, lease_until
          from outbox
          where account_id = t.account_id
            and lane = t.lane
            and ready
          order by due_at, id
          limit %d) o
        where t.task = 'MESSAGE_SEND'
          and o.lease_until < now()
        limit %d
        """.formatted(MOST_LEASED, BATCH), (changes, message) -> {
      var waiting = message.waiting();
      if (waiting == null || !waiting.leaseExpired()) {
        return;
      }
      var failure = Failure.of(FailureReason.WORKER_LOST, "the worker's lease ran out");
      changes.attempt(message, waiting.token(), waiting.attempt(), "unknown", null, AttemptResult.LEASE_EXPIRED, null,
          failure);
      if (message.over()) {
        changes.finish(message);
        return;
      }
      changes.doubt(message);
      changes.check(message, settings.checkDelays().getFirst());
      changes.fact(message, waiting.attempt(), MessageStatus.UNCONFIRMED, failure);
    });
  }

  /// Gives chats that have messages but no head their head back. There are none unless a protocol was broken; this is the
  /// net under it.
  public int promoteHeads() {
    return database.transaction(connection -> {
      var headless = ids(connection, """
          select distinct on (chat_id, lane) message_id
          from outbox o
          where state = 'QUEUED'
            and not ready
            and not exists (
              select
              from outbox ahead
              where ahead.chat_id = o.chat_id and ahead.lane = o.lane and ahead.state <> 'SCHEDULED'
                and ahead.id < o.id)
          order by chat_id, lane, id
          limit %d
          """.formatted(BATCH));
      var locked = Ledger.lock(connection, headless);
      try (var statement = connection.prepareStatement("""
          update outbox o
          set ready = true
          where message_id = any (?)
            and state = 'QUEUED'
            and not ready
            and not exists (
              select
              from outbox ahead
              where ahead.chat_id = o.chat_id and ahead.lane = o.lane and ahead.state <> 'SCHEDULED'
                and ahead.id < o.id)
          """)) {
        statement.setArray(1, connection.createArrayOf("uuid", locked.keySet().toArray()));
        return statement.executeUpdate();
      }
    });
  }

  private int settle(String candidates, BiConsumer<Changes, LockedMessage> decide) {
    var settled = 0;
    int batch;
    do {
      var lanes = new HashSet<MessageSend>();
      batch = inTransaction(candidates, decide, lanes);
      lanes.forEach(wakeups::wake);
      settled += batch;
    } while (batch == BATCH);
    if (settled > 0) {
      doorbell.ring("events");
    }
    return settled;
  }

  // Two nodes may pick the same rows; losing against the other is no news, as the next look finds what is left.
  private int inTransaction(String candidates, BiConsumer<Changes, LockedMessage> decide, Set<MessageSend> lanes) {
    try {
      return database.transaction(connection -> {
        var changes = new Changes();
        Ledger.lock(connection, ids(connection, candidates)).values()
            .forEach(message -> decide.accept(changes, message));
        lanes.addAll(Ledger.apply(connection, changes));
        return changes.size();
      });
    } catch (DatabaseException e) {
      if (e.isConflict()) {
        return 0;
      }
      throw e;
    }
  }

  private static List<UUID> ids(Connection connection, String sql) throws SQLException {
    try (var statement = connection.prepareStatement(sql); var row = statement.executeQuery()) {
      var ids = new ArrayList<UUID>();
      while (row.next()) {
        ids.add(row.getObject(1, UUID.class));
      }
      return ids;
    }
  }
}
