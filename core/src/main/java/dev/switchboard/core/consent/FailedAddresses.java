package dev.switchboard.core.consent;

import dev.switchboard.core.contact.Address;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.IdentityKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// Addresses that are bad for good, as messages to them have shown: mailboxes that do not exist, devices whose app is gone.
/// They are not written to again, whatever account tried.
public final class FailedAddresses {

  private FailedAddresses() {}

  /// Whether a message that failed for this may have shown that its address is bad.
  public static boolean mayShow(FailureReason reason) {
    return reason == FailureReason.ADDRESS_GONE || reason == FailureReason.BAD_ADDRESS;
  }

  /// Suppresses the recipients of messages that have failed, in the caller's transaction.
  ///
  /// @param failed messages and why, each of which [#mayShow]
  public static void suppress(Connection connection, Map<UUID, FailureReason> failed) throws SQLException {
    var bad = new ArrayList<Consent>();
    try (var statement = connection.prepareStatement("""
        select m.id, m.tenant_id, i.kind, i.value, i.match_key
        from chat_messages m
        join chats c on c.id = m.chat_id
        join contact_identities i
          on i.contact_id = c.contact_id and i.match_key = coalesce(m.recipient_key, m.recipient)
        where m.id = any (?)
        """)) {
      statement.setArray(1, connection.createArrayOf("uuid", failed.keySet().toArray()));
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          var id = row.getObject("id", UUID.class);
          var address = new Address(IdentityKind.valueOf(row.getString("kind")), row.getString("value"),
              row.getString("match_key"));
          var reason = Objects.requireNonNull(failed.get(id));
          if (isForGood(address.kind(), reason)) {
            bad.add(new Consent(row.getObject("tenant_id", UUID.class), address, null, false, reason.name(),
                Instant.now(), id, null));
          }
        }
      }
    }
    SuppressionList.add(connection, List.copyOf(bad));
  }

  // A phone number that one service cannot write to may be good at another: a landline, or somebody without WhatsApp.
  private static boolean isForGood(IdentityKind kind, FailureReason reason) {
    return reason == FailureReason.ADDRESS_GONE || kind == IdentityKind.EMAIL;
  }
}
