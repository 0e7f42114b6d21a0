package dev.switchboard.core.attachment;

import dev.switchboard.core.account.SecretCipher;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Addresses under which a service may fetch a file for a while without any other proof: the file's id and the end of
/// the while, signed. Thread-safe; asks nobody.
@Singleton
public final class FileLinks {

  private static final String PURPOSE = "file links";
  private static final int SIGNED = 2 * Long.BYTES + Long.BYTES;
  private static final int SIGNATURE = 32;

  private final @Nullable String base;
  private final SecretCipher cipher;

  /// @param base the address by which the world knows this installation; null where it cannot be reached from outside
  public FileLinks(@Property(name = "switchboard.public-url") @Nullable String base, SecretCipher cipher) {
    this.base = base == null || base.isBlank() ? null : base.replaceAll("/+$", "");
    this.cipher = cipher;
  }

  /// Empty where this installation has no address outside.
  public Optional<URI> link(UUID attachmentId, Duration validFor) {
    return base == null
        ? Optional.empty()
        : Optional.of(URI.create(base + "/files/" + token(attachmentId, Instant.now().plus(validFor))));
  }

  /// What stands in the address of a file.
  public String token(UUID attachmentId, Instant validUntil) {
    var signed = ByteBuffer.allocate(SIGNED)
        .putLong(attachmentId.getMostSignificantBits())
        .putLong(attachmentId.getLeastSignificantBits())
        .putLong(validUntil.getEpochSecond())
        .array();
    var token = ByteBuffer.allocate(SIGNED + SIGNATURE).put(signed).put(cipher.sign(PURPOSE, signed)).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /// The file that a token is for. Empty where we have not signed it, and where its time is over.
  public Optional<UUID> read(String token, Instant now) {
    var bytes = decode(token);
    if (bytes.length != SIGNED + SIGNATURE) {
      return Optional.empty();
    }
    var signed = Arrays.copyOf(bytes, SIGNED);
    if (!cipher.signed(PURPOSE, signed, Arrays.copyOfRange(bytes, SIGNED, bytes.length))) {
      return Optional.empty();
    }
    var parts = ByteBuffer.wrap(signed);
    var id = new UUID(parts.getLong(), parts.getLong());
    return now.getEpochSecond() < parts.getLong() ? Optional.of(id) : Optional.empty();
  }

  private static byte[] decode(String token) {
    try {
      return Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
