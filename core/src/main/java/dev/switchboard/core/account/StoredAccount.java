package dev.switchboard.core.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.database.Rows;
import dev.switchboard.core.spi.Secret;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An account as its row has it, whether it works or not.
///
/// @param sealed its secrets by name
/// @param deletedAt since when it is off for good; null where it is not
record StoredAccount(UUID id, UUID tenantId, String name, String provider, boolean enabled, @Nullable Instant deletedAt,
    @Nullable Double ratePerSecond, WindowPolicy windowPolicy, LongText longText, Assignment assignment,
    JsonNode settings,
    Map<String, String> sealed, Instant createdAt, Instant updatedAt) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SELECT = """
      select id, tenant_id, name, provider, enabled, deleted_at, rate_per_second, window_policy::text, long_text, assignment,
        settings::text, secrets::text, created_at, updated_at
      from channel_accounts
      """;

  static List<StoredAccount> list(Connection connection, UUID tenantId) throws SQLException {
    return select(connection, """
        where tenant_id = ?
          and deleted_at is null
        order by name
        """, tenantId);
  }

  static Optional<StoredAccount> find(Connection connection, UUID tenantId, String name) throws SQLException {
    return select(connection, """
        where tenant_id = ?
          and name = ?
        """, tenantId, name).stream().findFirst();
  }

  /// The same, and nobody else changes it before the transaction ends.
  static Optional<StoredAccount> lock(Connection connection, UUID tenantId, String name) throws SQLException {
    return select(connection, """
        where tenant_id = ?
          and name = ?
        for no key update
        """, tenantId, name).stream().findFirst();
  }

  private static List<StoredAccount> select(Connection connection, String where, Object... values)
      throws SQLException {
    try (var statement = Rows.prepare(connection, SELECT + where, values)) {
      try (var row = statement.executeQuery()) {
        var accounts = new ArrayList<StoredAccount>();
        while (row.next()) {
          accounts.add(read(row));
        }
        return accounts;
      }
    }
  }

  private static StoredAccount read(ResultSet row) throws SQLException {
    var deleted = row.getObject("deleted_at", OffsetDateTime.class);
    try {
      return new StoredAccount(row.getObject("id", UUID.class), row.getObject("tenant_id", UUID.class),
          row.getString("name"), row.getString("provider"), row.getBoolean("enabled"),
          deleted == null ? null : deleted.toInstant(), row.getObject("rate_per_second", Double.class),
          WindowPolicy.read(row.getString("window_policy")), LongText.read(row.getString("long_text")),
          Assignment.ofLabel(row.getString("assignment")), JSON.readTree(row.getString("settings")),
          new TreeMap<>(JSON.readValue(row.getString("secrets"), new TypeReference<Map<String, String>>() {})),
          row.getObject("created_at", OffsetDateTime.class).toInstant(),
          row.getObject("updated_at", OffsetDateTime.class).toInstant());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an account whose settings or secrets are not JSON", e);
    }
  }

  /// Its secrets in clear.
  ///
  /// @throws UnopenableException naming the first that does not open
  Map<String, Secret> secrets(SecretCipher cipher) {
    var clear = new LinkedHashMap<String, Secret>();
    sealed.forEach((secret, text) -> clear.put(secret, open(cipher, secret, text)));
    return clear;
  }

  /// The names of the secrets that do not open with the configured keys.
  List<String> unopenable(SecretCipher cipher) {
    return sealed.entrySet().stream().filter(secret -> !opens(cipher, secret.getKey(), secret.getValue()))
        .map(Map.Entry::getKey).toList();
  }

  private boolean opens(SecretCipher cipher, String secret, String text) {
    try {
      return open(cipher, secret, text) != null;
    } catch (UnopenableException e) {
      return false;
    }
  }

  private Secret open(SecretCipher cipher, String secret, String text) {
    try {
      return cipher.open(tenantId, id, secret, text);
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new UnopenableException("the secret " + secret + " does not open with the configured keys", e);
    }
  }
}
