package dev.switchboard.core.overview;

import dev.switchboard.core.message.MessageStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// Hours of a tenant, read from the sums.
///
/// @param from the first hour
/// @param to the hour after the last one
record Period(Connection connection, UUID tenantId, Instant from, Instant to) {

  /// The sums of each account.
  Map<UUID, Sums> sums(List<SeenAccount> accounts) throws SQLException {
    var sums = new HashMap<UUID, Sums>();
    var known = new HashMap<UUID, SeenAccount>();
    accounts.forEach(account -> {
      known.put(account.id(), account);
      sums.put(account.id(), new Sums());
    });
    read("""
        select account_id, sum(accepted), sum(received), sum(replies), sum(sent), sum(sending_seconds)
        from overview_hours
        where %s
        group by account_id
        """, accounts, row -> of(sums, row.getObject(1, UUID.class)).happened(row.getLong(2), row.getLong(3),
        row.getLong(4), row.getLong(5), row.getDouble(6)));
    // What nobody knows the beginning of may be below none.
    read("""
        select account_id, status, reason, sum(messages)
        from overview_outcomes
        where %s
        group by account_id, status, reason
        having sum(messages) > 0
        """, accounts, row -> {
      var id = row.getObject(1, UUID.class);
      of(sums, id).became(MessageStatus.valueOf(row.getString(2)), row.getString(3), row.getLong(4),
          Objects.requireNonNull(known.get(id)).receipts());
    });
    read("""
        select account_id, bucket, sum(answers)
        from overview_waits
        where %s
        group by account_id, bucket
        """, accounts,
        row -> of(sums, row.getObject(1, UUID.class)).answered(row.getInt(2), row.getLong(3)));
    return sums;
  }

  private static Sums of(Map<UUID, Sums> sums, UUID accountId) {
    return Objects.requireNonNull(sums.get(accountId));
  }

  /// What happened in an hour over an account.
  record AccountHour(UUID accountId, Instant hour, long accepted, long received, long delivered, long failed) {}

  /// Of each hour and account in which something happened.
  List<AccountHour> hours(List<SeenAccount> accounts) throws SQLException {
    var hours = new ArrayList<AccountHour>();
    read("""
        select account_id, hour, accepted, received, 0, 0
        from overview_hours
        where %s
        """, accounts, row -> hours.add(hour(row)));
    read("""
        select account_id, hour, 0, 0, sum(messages) filter (where status in ('DELIVERED', 'READ')),
          sum(messages) filter (where status in ('FAILED', 'EXPIRED'))
        from overview_outcomes
        where %s
          and status in ('DELIVERED', 'READ', 'FAILED', 'EXPIRED')
        group by account_id, hour
        """, accounts, row -> hours.add(hour(row)));
    return hours;
  }

  private static AccountHour hour(ResultSet row) throws SQLException {
    return new AccountHour(row.getObject(1, UUID.class), row.getObject(2, OffsetDateTime.class).toInstant(),
        row.getLong(3), row.getLong(4), Math.max(0, row.getLong(5)), Math.max(0, row.getLong(6)));
  }

  private interface Row {
    void read(ResultSet row) throws SQLException;
  }

  private void read(String select, List<SeenAccount> accounts, Row each) throws SQLException {
    var sql = select.formatted("tenant_id = ? and hour >= ? and hour < ? and account_id = any (?)");
    try (var statement = connection.prepareStatement(sql)) {
      statement.setObject(1, tenantId);
      statement.setObject(2, from.atOffset(ZoneOffset.UTC));
      statement.setObject(3, to.atOffset(ZoneOffset.UTC));
      statement.setArray(4, SeenAccount.ids(connection, accounts));
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          each.read(row);
        }
      }
    }
  }
}
