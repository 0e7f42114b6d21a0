package dev.switchboard.core.listening;

import dev.switchboard.core.database.Columns;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Jsonb;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who listens to which account, and how far it has come: one row for each account, in `listening_positions`.
///
/// A lease runs out by the database's clock. Whoever takes one takes the next fencing number, in the same row in which the
/// position stands, and a position is only moved under the latest number: so it does not matter what a leader believes that
/// was frozen for longer than its lease. Nobody ever waits here for a row that an item is just being stored under.
/// Thread-safe.
@Singleton
public final class Leases {

  private static final int LONGEST_ERROR = 500;

  private final Database database;

  public Leases(Database database) {
    this.database = database;
  }

  /// An account that is switched on.
  ///
  /// @param provider the name of its provider
  public record Candidate(UUID accountId, String provider) {}

  /// All accounts that are switched on.
  public List<Candidate> candidates() {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          select id, provider
          from channel_accounts
          where enabled
          """); var row = statement.executeQuery()) {
        var candidates = new ArrayList<Candidate>();
        while (row.next()) {
          candidates.add(new Candidate(row.getObject("id", UUID.class), row.getString("provider")));
        }
        return candidates;
      }
    });
  }

  /// Takes a lease for those of the accounts that nobody has one for.
  ///
  /// @param node who takes it, for people
  public List<Lease> take(Collection<UUID> accountIds, String node, Duration lease) {
    var free = accountIds.isEmpty() ? List.<UUID>of() : free(accountIds);
    return free.isEmpty() ? List.of() : database.transaction(connection -> {
      addMissing(connection, free);
      return take(connection, free, node, lease);
    });
  }

  private List<UUID> free(Collection<UUID> accountIds) {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          select a.id
          from unnest(?::uuid[]) as a(id)
          left join listening_positions p on p.account_id = a.id
          where p.lease_until is null
            or p.lease_until <= clock_timestamp()
          """)) {
        statement.setArray(1, connection.createArrayOf("uuid", accountIds.toArray()));
        try (var row = statement.executeQuery()) {
          var free = new ArrayList<UUID>();
          while (row.next()) {
            free.add(row.getObject("id", UUID.class));
          }
          return free;
        }
      }
    });
  }

  private static void addMissing(Connection connection, List<UUID> accountIds) throws SQLException {
    try (var statement = connection.prepareStatement("""
        insert into listening_positions (account_id)
        select a.id
        from channel_accounts a
        where a.id = any (?)
          and not exists (
            select
            from listening_positions
            where account_id = a.id)
        order by a.id
        on conflict do nothing
        """)) {
      statement.setArray(1, connection.createArrayOf("uuid", accountIds.toArray()));
      statement.executeUpdate();
    }
  }

  // A row that is locked is being taken by another node, or an item is being stored under it: then somebody leads.
  private static List<Lease> take(Connection connection, List<UUID> accountIds, String node, Duration lease)
      throws SQLException {
    try (var statement = connection.prepareStatement("""
        with free as materialized (
          select account_id
          from listening_positions
          where account_id = any (?)
            and (lease_until is null or lease_until <= clock_timestamp())
          for update skip locked)
        update listening_positions p
        set token = p.token + 1,
          node = ?,
          lease_until = clock_timestamp() + make_interval(secs => ?),
          updated_at = now()
        from free
        where p.account_id = free.account_id
        returning p.account_id, p.token, p.last_item_at
        """)) {
      statement.setArray(1, connection.createArrayOf("uuid", accountIds.toArray()));
      statement.setString(2, node);
      statement.setDouble(3, lease.toMillis() / 1e3);
      try (var row = statement.executeQuery()) {
        var taken = new ArrayList<Lease>();
        while (row.next()) {
          taken.add(lease(row));
        }
        return taken;
      }
    }
  }

  private static Lease lease(ResultSet row) throws SQLException {
    var lastItemAt = row.getObject("last_item_at", OffsetDateTime.class);
    return new Lease(row.getObject("account_id", UUID.class), row.getLong("token"),
        lastItemAt == null ? null : lastItemAt.toInstant());
  }

  /// What became of leases that were to be prolonged. Those that are in neither set had an item stored under them at this
  /// moment, which prolongs them too.
  public record Renewal(Set<UUID> renewed, Set<UUID> lost) {}

  /// Prolongs leases from now on.
  public Renewal renew(List<Lease> leases, Duration lease) {
    var renewed = new HashSet<UUID>();
    var lost = new HashSet<UUID>();
    if (leases.isEmpty()) {
      return new Renewal(renewed, lost);
    }
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          with ours as materialized (
            select l.account_id, l.token
            from unnest(?::uuid[], ?::bigint[]) as l(account_id, token)),
          held as materialized (
            select p.account_id
            from listening_positions p
            join ours on ours.account_id = p.account_id and ours.token = p.token
            for update of p skip locked),
          renewed as (
            update listening_positions p
            set lease_until = clock_timestamp() + make_interval(secs => ?),
              updated_at = now()
            from held
            where p.account_id = held.account_id
            returning p.account_id)
          select ours.account_id, renewed.account_id is not null as renewed, p.account_id is null as lost
          from ours
          left join listening_positions p on p.account_id = ours.account_id and p.token = ours.token
          left join renewed on renewed.account_id = ours.account_id
          """)) {
        new Columns<>(statement, 1, leases).uuid(Lease::accountId).bigint(Lease::token);
        statement.setDouble(3, lease.toMillis() / 1e3);
        try (var row = statement.executeQuery()) {
          while (row.next()) {
            if (row.getBoolean("lost")) {
              lost.add(row.getObject("account_id", UUID.class));
            } else if (row.getBoolean("renewed")) {
              renewed.add(row.getObject("account_id", UUID.class));
            }
          }
        }
      }
      return new Renewal(renewed, lost);
    });
  }

  /// Gives a lease back, so that another node need not wait until it runs out. Nothing where it is another's already.
  public void giveBack(Lease lease) {
    update(lease, """
        update listening_positions
        set lease_until = null,
          node = null,
          updated_at = now()
        where account_id = ?
          and token = ?
        """, null);
  }

  /// From where to go on; empty at the beginning.
  ///
  /// @throws LostLeaseException where somebody else leads
  Optional<String> position(Lease lease) {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          select position
          from listening_positions
          where account_id = ?
            and token = ?
          """)) {
        statement.setObject(1, lease.accountId());
        statement.setLong(2, lease.token());
        try (var row = statement.executeQuery()) {
          if (!row.next()) {
            throw new LostLeaseException(lease);
          }
          return Optional.ofNullable(row.getString(1));
        }
      }
    });
  }

  /// Moves the position in the transaction that stores the item, and prolongs the lease.
  ///
  /// @throws LostLeaseException where somebody else leads
  static void advance(Connection connection, Lease lease, String position, Duration duration) throws SQLException {
    try (var statement = connection.prepareStatement("""
        update listening_positions
        set position = ?,
          lease_until = clock_timestamp() + make_interval(secs => ?),
          updated_at = now(),
          last_item_at = now(),
          failures = 0
        where account_id = ?
          and token = ?
        """)) {
      statement.setString(1, position);
      statement.setDouble(2, duration.toMillis() / 1e3);
      statement.setObject(3, lease.accountId());
      statement.setLong(4, lease.token());
      if (statement.executeUpdate() == 0) {
        throw new LostLeaseException(lease);
      }
    }
  }

  /// Notes that listening ended in a failure.
  public void failed(Lease lease, String error) {
    update(lease, """
        update listening_positions
        set last_error = ?,
          last_error_at = now(),
          failures = failures + 1,
          updated_at = now()
        where account_id = ?
          and token = ?
        """, error);
  }

  /// Notes that the service was reached again.
  public void recovered(Lease lease) {
    update(lease, """
        update listening_positions
        set failures = 0,
          updated_at = now()
        where account_id = ?
          and token = ?
          and failures > 0
        """, null);
  }

  private void update(Lease lease, String sql, @Nullable String first) {
    database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(sql)) {
        var index = 1;
        if (first != null) {
          statement.setString(index++, storable(first));
        }
        statement.setObject(index++, lease.accountId());
        statement.setLong(index, lease.token());
        return statement.executeUpdate();
      }
    });
  }

  private static String storable(String error) {
    return Jsonb.storableText(error.substring(0, Math.min(error.length(), LONGEST_ERROR)));
  }
}
