package dev.switchboard.core.outbox;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.message.Changes;
import dev.switchboard.core.message.Ledger;
import dev.switchboard.core.message.LockedMessage;
import dev.switchboard.core.route.Ways;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.task.MessageSend;
import dev.switchboard.core.task.Wakeups;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Finds messages that wait for an account that cannot send, because its service is down or asked for patience or it was
/// switched off, and has those go another way that have one. Nobody would try them otherwise: an account that rests is not
/// asked.
///
/// Works in small transactions, on any number of nodes at once.
@Singleton
public final class Stranded {

  private static final int BATCH = 200;
  private static final Failure CANNOT_SEND = Failure.of(FailureReason.UNREACHABLE, "the account cannot send now");

  private final Database database;
  private final Doorbell doorbell;
  private final Wakeups wakeups;

  public Stranded(Database database, Doorbell doorbell, Wakeups wakeups) {
    this.database = database;
    this.doorbell = doorbell;
    this.wakeups = wakeups;
  }

  /// Returns how many messages took another way.
  public int reroute() {
    var rerouted = 0;
    int batch;
    do {
      batch = batch();
      rerouted += batch;
    } while (batch == BATCH);
    return rerouted;
  }

  private record Batch(int rerouted, Set<MessageSend> lanes) {}

  // Two nodes may pick the same messages; what one of them loses is found again.
  private int batch() {
    try {
      var batch = database.transaction(Stranded::batch);
      if (batch.rerouted > 0) {
        doorbell.ring("events");
        batch.lanes.forEach(wakeups::wake);
      }
      return batch.rerouted;
    } catch (DatabaseException e) {
      if (e.isConflict()) {
        return 0;
      }
      throw e;
    }
  }

  private static Batch batch(Connection connection) throws SQLException {
    var stranded = stranded(connection);
    if (stranded.isEmpty()) {
      return new Batch(0, Set.of());
    }
    var messages = Ledger.lock(connection, stranded);
    var ways = Ways.read(connection, messages.keySet());
    var changes = new Changes();
    messages.forEach((id, message) -> {
      var own = ways.get(id);
      if (own != null && isWaiting(message)) {
        own.insteadOfWaiting(CANNOT_SEND, Duration.ZERO).ifPresent(detour -> changes.reroute(message, detour));
      }
    });
    return new Batch(changes.size(), Ledger.apply(connection, changes));
  }

  private static boolean isWaiting(LockedMessage message) {
    var waiting = message.waiting();
    return waiting != null && waiting.state() == LockedMessage.State.QUEUED && !waiting.leased()
        && !waiting.leaseExpired();
  }

  private static List<UUID> stranded(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement("""
        with ill as materialized (
          select id
          from channel_accounts
          where not enabled
          union
          select account_id
          from account_health
          where until > now()
          union
          select account_id
          from account_rates
          where paused_until > now())
        select o.message_id
        from ill
        cross join generate_series(0, 2) as lane
        cross join lateral (
          select o.message_id
          from outbox o
          join message_legs l on l.message_id = o.message_id and l.state = 'CURRENT'
          where o.account_id = ill.id
            and o.lane = lane
            and o.ready
            and o.lease_until is null
            and l.since + make_interval(secs => l.patience_seconds) < now()
            and exists (
              select
              from message_legs other
              where other.message_id = o.message_id
                and other.state = 'WAITING'
                and other.only_for is null
                and other.account_id not in (select id from ill))
          order by o.due_at, o.id
          limit %1$d) o
        limit %1$d
        """.formatted(BATCH)); var row = select.executeQuery()) {
      var ids = new ArrayList<UUID>();
      while (row.next()) {
        ids.add(row.getObject(1, UUID.class));
      }
      return ids;
    }
  }
}
