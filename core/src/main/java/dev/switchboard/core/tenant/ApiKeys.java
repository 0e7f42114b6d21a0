package dev.switchboard.core.tenant;

import com.fasterxml.uuid.Generators;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.spi.Secret;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
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

  private final ApiKeyRepository rows;
  private final SecureRandom random = new SecureRandom();
  private final ShortMemory<ByteBuffer, ApiKey> memory = new ShortMemory<>(REMEMBERED, MEMORY);

  ApiKeys(ApiKeyRepository rows, Doorbell doorbell) {
    this.rows = rows;
    doorbell.on(CHANGED, topic -> forget(UUID.fromString(topic.substring(CHANGED.length()))));
    doorbell.onReconnect(this::forgetAll);
  }

  /// Whether this looks like one of our keys.
  public static boolean hasForm(String token) {
    return FORM.matcher(token).matches();
  }

  /// Makes a key. This is the only time that it can be seen.
  public Issued issue(UUID tenantId, String name) {
    var bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    var key = "sb_live_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    var row = rows.save(new ApiKey(Generators.timeBasedEpochRandomGenerator().generate(), tenantId, name,
        key.substring(0, PREFIX_LENGTH), hash(key), Instant.now(), null));
    return new Issued(row.id(), new Secret(key));
  }

  /// The key, if it is one of ours and still good.
  public Optional<ApiKey> find(String key) {
    if (!hasForm(key)) {
      return Optional.empty();
    }
    return memory.recall(ByteBuffer.wrap(hash(key)), hash -> rows.findByHash(hash.array()))
        .filter(found -> found.revokedAt() == null);
  }

  /// The same from memory: empty also where the database would have to be asked. Does not block.
  public Optional<ApiKey> recall(String key) {
    return hasForm(key)
        ? memory.peek(ByteBuffer.wrap(hash(key))).filter(found -> found.revokedAt() == null)
        : Optional.empty();
  }

  /// Makes a key worthless, and says whether there was such a key.
  public boolean revoke(UUID tenantId, UUID id) {
    var revoked = rows.revoke(tenantId, id) > 0;
    forget(id);
    return revoked;
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
