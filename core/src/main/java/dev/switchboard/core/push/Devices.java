package dev.switchboard.core.push;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.spi.Notifier;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The browsers in which agents have allowed notifications. Thread-safe; reads and writes the database.
@Singleton
@Requires(beans = PushIdentity.class)
public final class Devices {

  /// What the doorbell rings when there is another device.
  public static final String ADDED = "push";

  private static final String COLUMNS = """
      id, name, service, preview, created_at, confirmed_at, expires_at, pushed_at, failure, application_key <> ? as stale
      """;

  private final Database database;
  private final PushIdentity identity;
  private final PushSettings settings;
  private final Doorbell doorbell;

  public Devices(Database database, PushIdentity identity, PushSettings settings, Doorbell doorbell) {
    this.database = database;
    this.identity = identity;
    this.settings = settings;
    this.doorbell = doorbell;
  }

  /// Whose a device is.
  public record Owner(UUID tenantId, UUID agentId) {}

  /// A device as it is handed in.
  ///
  /// @param name null where nobody calls it anything
  /// @param expiresAt null where the browser did not say
  public record Wanted(Notifier.Subscription subscription, @Nullable String name, boolean preview,
      @Nullable Instant expiresAt) {}

  /// Adds the device, or confirms and changes the one with this endpoint. One that was another agent's is this one's from
  /// now on: a browser has one subscription, and whoever uses it now must not be told what the other one is told.
  ///
  /// @return empty where the agent has as many as there may be
  /// @throws dev.switchboard.core.spi.InvalidConfigurationException naming the member of the subscription at fault
  public Optional<Device> put(Owner owner, Wanted wanted) {
    var subscription = identity.notifier().check(wanted.subscription());
    var device = database.retried(connection -> {
      lock(connection, owner.agentId());
      removeWorthless(connection, owner, subscription.endpoint());
      return isFull(connection, owner, subscription.endpoint())
          ? Optional.<Device>empty()
          : Optional.of(upsert(connection, owner, wanted, subscription));
    });
    device.ifPresent(_ -> doorbell.ring(ADDED));
    return device;
  }

  // Two devices of one agent at a time would not see each other when they are counted.
  private static void lock(Connection connection, UUID agentId) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select
        from agents
        where id = ?
        for no key update
        """)) {
      statement.setObject(1, agentId);
      statement.execute();
    }
  }

  // Another agent's with this endpoint, with all that was still to be told to it; and the agent's own that nothing reaches.
  private void removeWorthless(Connection connection, Owner owner, String endpoint) throws SQLException {
    try (var statement = connection.prepareStatement("""
        delete from push_subscriptions
        where endpoint = ? and agent_id <> ?
          or agent_id = ? and endpoint <> ? and (application_key <> ? or expires_at <= now())
        """)) {
      statement.setString(1, endpoint);
      statement.setObject(2, owner.agentId());
      statement.setObject(3, owner.agentId());
      statement.setString(4, endpoint);
      statement.setString(5, identity.publicKey());
      statement.executeUpdate();
    }
  }

  private boolean isFull(Connection connection, Owner owner, String endpoint) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select count(*) >= ?
        from push_subscriptions
        where agent_id = ?
          and endpoint <> ?
        """)) {
      statement.setInt(1, settings.mostDevices());
      statement.setObject(2, owner.agentId());
      statement.setString(3, endpoint);
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private Device upsert(Connection connection, Owner owner, Wanted wanted, Notifier.Subscription subscription)
      throws SQLException {
    try (var statement = connection.prepareStatement("""
        insert into push_subscriptions as known (id, tenant_id, agent_id, endpoint, service, p256dh, auth,
          application_key, name, preview, expires_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::timestamptz)
        on conflict (endpoint) do update
        set p256dh = excluded.p256dh,
          auth = excluded.auth,
          application_key = excluded.application_key,
          name = coalesce(excluded.name, known.name),
          preview = excluded.preview,
          expires_at = excluded.expires_at,
          confirmed_at = clock_timestamp(),
          failure = null
        where known.agent_id = excluded.agent_id
        returning %s
        """.formatted(COLUMNS))) {
      statement.setObject(1, Ids.next());
      statement.setObject(2, owner.tenantId());
      statement.setObject(3, owner.agentId());
      statement.setString(4, subscription.endpoint());
      statement.setString(5, Notifier.service(subscription));
      statement.setString(6, subscription.p256dh());
      statement.setString(7, subscription.auth());
      statement.setString(8, identity.publicKey());
      statement.setString(9, wanted.name());
      statement.setBoolean(10, wanted.preview());
      statement.setString(11, wanted.expiresAt() == null ? null : wanted.expiresAt().toString());
      statement.setString(12, identity.publicKey());
      try (var row = statement.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("another agent has taken the device at this moment", "40001");
        }
        return device(row);
      }
    }
  }

  /// The agent's own, the latest first.
  public List<Device> of(Owner owner) {
    var select = """
        select %s
        from push_subscriptions
        where tenant_id = ?
          and agent_id = ?
        order by id desc
        """.formatted(COLUMNS);
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(select)) {
        statement.setString(1, identity.publicKey());
        statement.setObject(2, owner.tenantId());
        statement.setObject(3, owner.agentId());
        try (var row = statement.executeQuery()) {
          var devices = new ArrayList<Device>();
          while (row.next()) {
            devices.add(device(row));
          }
          return devices;
        }
      }
    });
  }

  /// Removes one of the agent's own, with all that was still to be told to it, and says whether there was such a device.
  public boolean remove(Owner owner, UUID id) {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          delete from push_subscriptions
          where id = ?
            and tenant_id = ?
            and agent_id = ?
          """)) {
        statement.setObject(1, id);
        statement.setObject(2, owner.tenantId());
        statement.setObject(3, owner.agentId());
        return statement.executeUpdate() > 0;
      }
    });
  }

  private static Device device(ResultSet row) throws SQLException {
    return new Device(row.getObject("id", UUID.class), row.getString("name"), row.getString("service"),
        row.getBoolean("preview"), row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("confirmed_at", OffsetDateTime.class).toInstant(), instant(row, "expires_at"),
        instant(row, "pushed_at"), row.getString("failure"), row.getBoolean("stale"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
