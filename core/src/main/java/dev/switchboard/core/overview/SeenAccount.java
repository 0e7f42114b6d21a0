package dev.switchboard.core.overview;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.InvalidConfigurationException;
import java.sql.Array;
import java.sql.Connection;
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

  /// All that the agent sees, by name; all of the tenant where there is no agent.
  static List<SeenAccount> list(Connection connection, Accounts accounts, UUID tenantId, @Nullable UUID agentId)
      throws SQLException {
    var sql = """
        select a.id, a.name, a.provider, a.enabled, a.deleted_at is not null as deleted, f.refused, f.last_at,
          case when r.paused_until > now() then r.paused_until end as paused_until
        from channel_accounts a
        left join account_rates r on r.account_id = a.id
        left join webhook_refusals f on f.account_id = a.id
        where a.tenant_id = ?
          and (?::uuid is null or sees_account(?, a.id))
        order by a.name
        """;
    var reports = new Reports(connection, tenantId);
    var seen = new ArrayList<SeenAccount>();
    try (var statement = connection.prepareStatement(sql)) {
      statement.setObject(1, tenantId);
      statement.setObject(2, agentId);
      statement.setObject(3, agentId);
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          var id = row.getObject("id", UUID.class);
          var account = usable(accounts, id);
          var capabilities = account.map(Account::provider).map(provider -> provider.capabilities());
          var until = instant(row.getObject("paused_until", OffsetDateTime.class));
          var found = reports.of(id);
          seen.add(new SeenAccount(id, row.getString("name"), row.getString("provider"), row.getBoolean("deleted"),
              capabilities.map(known -> known.channel()).orElse(null),
              capabilities.map(known -> known.receipts()).orElse(Set.of()),
              new Overview.Health(state(row.getBoolean("enabled"), account.isPresent(), found, until), until, found,
                  row.getLong("refused"), instant(row.getObject("last_at", OffsetDateTime.class)))));
        }
      }
    }
    return seen;
  }

  private static Optional<Account> usable(Accounts accounts, UUID id) {
    try {
      return accounts.find(id);
    } catch (InvalidConfigurationException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private static Overview.State state(boolean enabled, boolean usable, List<Overview.Report> reports,
      @Nullable Instant pausedUntil) {
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

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  static Array ids(Connection connection, List<SeenAccount> accounts) throws SQLException {
    return connection.createArrayOf("uuid", accounts.stream().map(SeenAccount::id).toArray());
  }
}
