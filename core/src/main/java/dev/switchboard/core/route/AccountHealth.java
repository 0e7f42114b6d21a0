package dev.switchboard.core.route;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.DatabaseException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which accounts cannot send now, as the workers of all nodes have found: their service does not answer, or does not let
/// them. Workers write it, whoever chooses a way reads it.
///
/// A report is good for as long as it says; a node that dies takes nothing down for longer. Thread-safe. What is read may be
/// [#FRESH_FOR] old: health is a hint, never a promise.
@Singleton
public final class AccountHealth {

  private static final Logger LOG = LoggerFactory.getLogger(AccountHealth.class);
  private static final Duration FRESH_FOR = Duration.ofSeconds(1);

  /// That an account cannot send.
  ///
  /// @param reason a [dev.switchboard.core.spi.FailureReason], or `PAUSED` where the service asked for patience
  /// @param until when it may be otherwise
  public record Illness(String reason, Instant until) {}

  /// What one node says of an account.
  ///
  /// @param since when it said so first
  public record Report(String node, String reason, Instant since) {}

  private record Snapshot(Map<UUID, Illness> ill, long at) {}

  private final Database database;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Snapshot snapshot = new Snapshot(Map.of(), System.nanoTime() - FRESH_FOR.toNanos());

  public AccountHealth(Database database) {
    this.database = database;
  }

  /// Why the account cannot send now; empty where nothing is known against it.
  public Optional<Illness> of(UUID accountId) {
    return Optional.ofNullable(current().get(accountId));
  }

  // One reader at a time; the others go on with what is known.
  private Map<UUID, Illness> current() {
    var known = snapshot;
    if (System.nanoTime() - known.at < FRESH_FOR.toNanos() || !reading.tryLock()) {
      return known.ill;
    }
    try {
      snapshot = new Snapshot(read(), System.nanoTime());
    } catch (DatabaseException e) {
      // Whoever asks has something else to do with the database, and will say that it is away.
      LOG.debug("the accounts' health cannot be read: {}", e.getMessage());
    } finally {
      reading.unlock();
    }
    return snapshot.ill;
  }

  private Map<UUID, Illness> read() {
    return database.autocommit(connection -> {
      try (var select = connection.prepareStatement("""
          select account_id, min(reason) as reason, max(until) as until
          from (
            select account_id, reason, until
            from account_health
            where until > now()
            union all
            select account_id, 'PAUSED', paused_until
            from account_rates
            where paused_until > now()) ill
          group by account_id
          """); var row = select.executeQuery()) {
        var ill = new HashMap<UUID, Illness>();
        while (row.next()) {
          ill.put(row.getObject("account_id", UUID.class), new Illness(row.getString("reason"),
              row.getObject("until", OffsetDateTime.class).toInstant()));
        }
        return Map.copyOf(ill);
      }
    });
  }

  /// What the nodes say of an account now, each for itself, by their names. Always reads the database.
  public List<Report> reports(UUID accountId) {
    return database.autocommit(connection -> {
      try (var select = connection.prepareStatement("""
          select node, reason, since
          from account_health
          where account_id = ?
            and until > now()
          order by node
          """)) {
        select.setObject(1, accountId);
        try (var row = select.executeQuery()) {
          var reports = new ArrayList<Report>();
          while (row.next()) {
            reports.add(new Report(row.getString("node"), row.getString("reason"),
                row.getObject("since", OffsetDateTime.class).toInstant()));
          }
          return reports;
        }
      }
    });
  }

  /// Says that calls of this node do not get through. To be said again before `lasting` is over while that is so.
  ///
  /// @param lasting how long this is to be believed
  public void report(UUID accountId, String node, String reason, Duration lasting) {
    database.autocommit(connection -> {
      try (var upsert = connection.prepareStatement("""
          insert into account_health (account_id, node, reason, until)
          select id, ?, ?, clock_timestamp() + make_interval(secs => ?)
          from channel_accounts
          where id = ?
          on conflict (account_id, node) do update
          set reason = excluded.reason,
            since = case
              when account_health.until > clock_timestamp() then account_health.since
              else excluded.since
            end,
            until = excluded.until
          """)) {
        upsert.setString(1, node);
        upsert.setString(2, reason);
        upsert.setDouble(3, lasting.toMillis() / 1e3);
        upsert.setObject(4, accountId);
        return upsert.executeUpdate();
      }
    });
  }

  /// Takes back what this node said of the account.
  public void clear(UUID accountId, String node) {
    database.autocommit(connection -> {
      try (var delete = connection.prepareStatement("""
          delete from account_health
          where account_id = ?
            and (node = ? or until < now() - interval '1 hour')
          """)) {
        delete.setObject(1, accountId);
        delete.setString(2, node);
        return delete.executeUpdate();
      }
    });
  }
}
