package dev.switchboard.core.overview;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What the nodes say now of a tenant's accounts.
final class Reports {

  private final Map<UUID, List<Overview.Report>> byAccount = new HashMap<>();

  Reports(Connection connection, UUID tenantId) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select h.account_id, h.node, h.reason, h.since
        from account_health h
        join channel_accounts a on a.id = h.account_id
        where a.tenant_id = ?
          and h.until > now()
        order by h.node
        """)) {
      statement.setObject(1, tenantId);
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          byAccount.computeIfAbsent(row.getObject(1, UUID.class), _ -> new ArrayList<>())
              .add(new Overview.Report(row.getString(2), row.getString(3),
                  row.getObject(4, OffsetDateTime.class).toInstant()));
        }
      }
    }
  }

  List<Overview.Report> of(UUID accountId) {
    return List.copyOf(byAccount.getOrDefault(accountId, List.of()));
  }
}
