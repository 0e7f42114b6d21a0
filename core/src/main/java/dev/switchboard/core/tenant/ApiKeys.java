package dev.switchboard.core.tenant;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.spi.Secret;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// The keys of business services: `sb_live_` and 256 random bits. Only their SHA-256 is stored.
///
/// Thread-safe. A key that was found is remembered for ten seconds or until the database announces that it has changed,
/// so a revoked key is worthless everywhere within ten seconds and usually at once.
@Singleton
public final class ApiKeys {

  private static final Pattern FORM = Pattern.compile("sb_live_[A-Za-z0-9_-]{43}");
  private static final String CHANGED = "changed api_keys ";
  private static final int KEY_BYTES = 32;
  private static final int PREFIX_LENGTH = 12;
  private static final int REMEMBERED = 10_000;
  private static final Duration MEMORY = Duration.ofSeconds(10);

  private final Database database;
  private final SecureRandom random = new SecureRandom();
  private final ShortMemory<ByteBuffer, ApiKey> memory = new ShortMemory<>(REMEMBERED, MEMORY);

  ApiKeys(Database database, Doorbell doorbell) {
    this.database = database;
    doorbell.on(CHANGED, topic -> forget(UUID.fromString(topic.substring(CHANGED.length()))));
    doorbell.onReconnect(this::forgetAll);
  }

  /// Whether this looks like one of our keys.
  public static boolean hasForm(String token) {
    return FORM.matcher(token).matches();
  }

  /// Makes a key on behalf of the node itself.
  public Issued issue(UUID tenantId, String name) {
    return issue(Actor.node(tenantId), name);
  }

  /// Makes a key and writes who did. This is the only time that it can be seen.
  public Issued issue(Actor actor, String name) {
    var bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    var key = "sb_live_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    var id = Ids.next();
    database.transaction(connection -> {
      insert(connection, id, actor.tenantId(), name, key);
      AuditLog.write(connection, actor, "api-key-created", id, Map.of("name", name));
      return id;
    });
    return new Issued(id, new Secret(key));
  }

  private static void insert(Connection connection, UUID id, UUID tenantId, String name, String key)
      throws SQLException {
    try (var statement = connection.prepareStatement("""
        insert into api_keys (id, tenant_id, name, prefix, hash)
        values (?, ?, ?, ?, ?)
        """)) {
      statement.setObject(1, id);
      statement.setObject(2, tenantId);
      statement.setString(3, name);
      statement.setString(4, key.substring(0, PREFIX_LENGTH));
      statement.setBytes(5, hash(key));
      statement.executeUpdate();
    }
  }

  /// The tenant's keys, the latest first, also those that are worth nothing any more.
  public List<ApiKey> list(UUID tenantId) {
    return read("tenant_id = ?", tenantId);
  }

  /// The key, if it is one of ours and still good.
  public Optional<ApiKey> find(String key) {
    if (!hasForm(key)) {
      return Optional.empty();
    }
    return memory
        .recall(ByteBuffer.wrap(hash(key)), hash -> read("hash = ?", hash.array()).stream().findFirst())
        .filter(found -> found.revokedAt() == null);
  }

  /// The same from memory: empty also where the database would have to be asked. Does not block.
  public Optional<ApiKey> recall(String key) {
    return hasForm(key)
        ? memory.peek(ByteBuffer.wrap(hash(key))).filter(found -> found.revokedAt() == null)
        : Optional.empty();
  }

  private List<ApiKey> read(String condition, Object value) {
    var select = """
        select id, tenant_id, name, prefix, created_at, revoked_at
        from api_keys
        where %s
        order by id desc
        """.formatted(condition);
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(select)) {
        statement.setObject(1, value);
        try (var row = statement.executeQuery()) {
          var keys = new ArrayList<ApiKey>();
          while (row.next()) {
            keys.add(key(row));
          }
          return keys;
        }
      }
    });
  }

  private static ApiKey key(ResultSet row) throws SQLException {
    var revokedAt = row.getObject("revoked_at", OffsetDateTime.class);
    return new ApiKey(row.getObject("id", UUID.class), row.getObject("tenant_id", UUID.class), row.getString("name"),
        row.getString("prefix"), row.getObject("created_at", OffsetDateTime.class).toInstant(),
        revokedAt == null ? null : revokedAt.toInstant());
  }

  /// Makes a key worthless and writes who did; says whether there was such a key.
  public boolean revoke(Actor actor, UUID id) {
    var revoked = database.<Boolean>transaction(connection -> {
      var done = revoke(connection, actor.tenantId(), id);
      if (done) {
        AuditLog.write(connection, actor, "api-key-revoked", id, Map.of());
      }
      return done;
    });
    forget(id);
    return revoked;
  }

  private static boolean revoke(Connection connection, UUID tenantId, UUID id) throws SQLException {
    try (var statement = connection.prepareStatement("""
        update api_keys
        set revoked_at = now()
        where tenant_id = ?
          and id = ?
          and revoked_at is null
        """)) {
      statement.setObject(1, tenantId);
      statement.setObject(2, id);
      return statement.executeUpdate() == 1;
    }
  }

  private void forget(UUID id) {
    memory.forgetIf(key -> key.id().equals(id));
  }

  private void forgetAll() {
    memory.forgetIf(key -> true);
  }

  private static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// A new key.
  public record Issued(UUID id, Secret key) {}
}
