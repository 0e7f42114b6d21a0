package dev.switchboard.core.receipt;

import dev.switchboard.core.database.Columns;
import dev.switchboard.core.receipt.Receipts.Key;
import dev.switchboard.core.receipt.Receipts.Receipt;
import dev.switchboard.core.receipt.Receipts.Sent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Finds messages by our own id, where a service hands it back with a receipt and nobody has seen the service's id yet: its
/// answer was lost, or is still on its way.
final class OwnIds {

  /// The messages of receipts that were not found by the service's id. Asks the database only where one of them has our id.
  ///
  /// What the receipt's account has never had to send is not found: neither another tenant's message nor another account's.
  /// The attempt is the oldest one of which nobody knows how it ended; else the one that is under way; else the latest
  /// without an id of its own, and of that one nothing is learnt.
  static Map<Key, Sent> find(Connection connection, List<Receipt> receipts) throws SQLException {
    var wanted = new LinkedHashMap<Key, Receipt>();
    receipts.stream().filter(receipt -> receipt.report().messageId() != null)
        .forEach(receipt -> wanted.putIfAbsent(receipt.key(), receipt));
    if (wanted.isEmpty()) {
      return Map.of();
    }
    var sent = new HashMap<Key, Sent>();
    try (var statement = connection.prepareStatement("""
        select r.account_id, r.key, m.id, coalesce(lost.token, o.token, last.token, 0) as token,
          coalesce(lost.attempt, o.attempt, last.attempt, 0) as attempt,
          r.provider_message_id is not null and (lost.token is not null or o.token > 0) as learnt
        from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[])
          as r(tenant_id, account_id, message_id, key, provider_message_id)
        join chat_messages m on m.id = r.message_id
        left join lateral (
          select token, attempt
          from message_attempts
          where message_id = m.id
            and account_id = r.account_id
            and result in ('UNCONFIRMED', 'LEASE_EXPIRED')
            and provider_message_id is null
          order by token
          limit 1) lost on true
        left join outbox o on o.message_id = m.id and o.account_id = r.account_id
        left join lateral (
          select token, attempt
          from message_attempts
          where message_id = m.id
            and account_id = r.account_id
          order by token desc
          limit 1) last on true
        where m.tenant_id = r.tenant_id
          and m.direction = 'OUTBOUND'
          and (m.account_id = r.account_id or last.token is not null)
        """)) {
      new Columns<>(statement, 1, List.copyOf(wanted.entrySet()))
          .uuid(one -> one.getValue().tenantId())
          .uuid(one -> one.getValue().accountId())
          .uuid(one -> one.getValue().report().messageId())
          .text(one -> one.getKey().providerMessageId())
          .text(one -> one.getValue().report().providerMessageId());
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          sent.put(new Key(row.getObject(1, UUID.class), row.getString(2)), new Sent(row.getObject(3, UUID.class),
              row.getInt("attempt"), row.getLong("token"), row.getBoolean("learnt")));
        }
      }
    }
    return sent;
  }

  private OwnIds() {}
}
