package dev.switchboard.bench;

import dev.switchboard.core.account.SecretCipher;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

/// The demo account of a running Switchboard, and what its service signs webhooks with: it is sealed in the database.
record SandboxAccount(UUID id, String signingKey) {

  static SandboxAccount of(Connection connection, SecretCipher cipher) throws SQLException {
    try (var statement = connection.createStatement(); var row = statement.executeQuery("""
        select id, tenant_id, secrets ->> 'key' as key
        from channel_accounts
        where name = 'sandbox'
        """)) {
      row.next();
      var id = row.getObject("id", UUID.class);
      return new SandboxAccount(id,
          cipher.open(row.getObject("tenant_id", UUID.class), id, "key", row.getString("key")).reveal());
    }
  }

  /// What its load is told, see [dev.switchboard.bench.live.WebhookLoad].
  Map<String, String> environment(String token) {
    return Map.of("BENCH_SIGNING_KEY", signingKey, "BENCH_TOKEN", token);
  }

  @Override
  public String toString() {
    return "SandboxAccount[" + id + "]";
  }
}
