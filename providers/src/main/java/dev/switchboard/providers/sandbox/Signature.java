package dev.switchboard.providers.sandbox;

import dev.switchboard.core.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The proof that a webhook is the service's: HMAC-SHA256 with the account's key over `timestamp.body`, in hexadecimal.
final class Signature {

  static final String TIMESTAMP_HEADER = "Sandbox-Timestamp";
  static final String SIGNATURE_HEADER = "Sandbox-Signature";

  /// Older or newer calls are refused, so that a recorded one cannot be played again later.
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  /// @param timestamp seconds since 1970
  static String of(Secret key, String timestamp, byte[] body) {
    return HexFormat.of().formatHex(hmac(key, timestamp, body));
  }

  /// Compares in constant time. Any nonsense is simply not valid.
  static boolean valid(Secret key, String timestamp, byte[] body, String signature, Instant now) {
    if (!timestamp.matches("\\d{1,12}") || !signature.matches("[0-9a-f]{64}")) {
      return false;
    }
    var age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now).abs();
    return age.compareTo(TOLERANCE) <= 0
        && MessageDigest.isEqual(hmac(key, timestamp, body), HexFormat.of().parseHex(signature));
  }

  private static byte[] hmac(Secret key, String timestamp, byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((timestamp + ".").getBytes(StandardCharsets.US_ASCII));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  private Signature() {}
}
