package dev.switchboard.core.overview;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.tenant.Viewer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An account that somebody sees, also one that is off for good, as its messages still count.
///
/// @param channel null where it cannot be used
/// @param receipts what its service reports by itself
record SeenAccount(UUID id, String name, String provider, boolean deleted, @Nullable Channel channel,
    Set<DeliveryReport.Status> receipts, Overview.Health health) {

  /// As the rows have it, before anybody has asked for its provider.
  private record Row(UUID id, String name, String provider, boolean enabled, boolean deleted,
      @Nullable Instant pausedUntil, List<Overview.Report> reports, long refused, @Nullable Instant lastRefusedAt) {

    SeenAccount with(Optional<Account> account) {
      var capabilities = account.map(known -> known.provider().capabilities());
      return new SeenAccount(id, name, provider, deleted, capabilities.map(known -> known.channel()).orElse(null),
          capabilities.map(known -> known.receipts()).orElse(Set.of()),
          new Overview.Health(state(account.isPresent()), pausedUntil, reports, refused, lastRefusedAt));
    }

    private Overview.State state(boolean usable) {
      if (!enabled) {
        return Overview.State.OFF;
      }
      if (!usable) {
        return Overview.State.UNUSABLE;
      }
      if (!reports.isEmpty()) {
        return Overview.State.FAILING;
      }
      return pausedUntil == null ? Overview.State.WELL : Overview.State.PAUSED;
    }
  }

  /// All that somebody sees, by name.
  static List<SeenAccount> list(Database database, Accounts accounts, Viewer viewer) {
    // Providers are asked for afterwards, as that may need a connection of its own.
    return database.autocommit(connection -> rows(connection, viewer)).stream()
        .map(row -> row.with(usable(accounts, row.id())))
        .toList();
  }

  private static List<Row> rows(Connection connection, Viewer viewer) throws SQLException {
    var sql = """
        select a.id, a.name, a.provider, a.enabled, a.deleted_at is not null as deleted, f.refused, f.last_at,
          case when r.paused_until > now() then r.paused_until end as paused_until
        from channel_accounts a
        left join account_rates r on r.account_id = a.id
        left join webhook_refusals f on f.account_id = a.id
        where a.tenant_id = ?
          and a.id <> all (?::uuid[])
        order by a.name
        """;
    var reports = new Reports(connection, viewer.tenantId());
    try (var statement = connection.prepareStatement(sql)) {
      statement.setObject(1, viewer.tenantId());
      statement.setString(2, viewer.hiddenIds());
      try (var row = statement.executeQuery()) {
        var rows = new ArrayList<Row>();
        while (row.next()) {
          var id = row.getObject("id", UUID.class);
          rows.add(new Row(id, row.getString("name"), row.getString("provider"), row.getBoolean("enabled"),
              row.getBoolean("deleted"), instant(row, "paused_until"), reports.of(id), row.getLong("refused"),
              instant(row, "last_at")));
        }
        return rows;
      }
    }
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static Optional<Account> usable(Accounts accounts, UUID id) {
    try {
      return accounts.find(id);
    } catch (InvalidConfigurationException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  static Array ids(Connection connection, List<SeenAccount> accounts) throws SQLException {
    return connection.createArrayOf("uuid", accounts.stream().map(SeenAccount::id).toArray());
  }
}
