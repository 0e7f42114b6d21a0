package dev.switchboard.providers.whatsapp;

import dev.switchboard.core.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The proof that a webhook is Meta's: `X-Hub-Signature-256`, HMAC-SHA256 with the app's secret over the raw body. It says
/// nothing of when: a recorded call stays valid, and only changes nothing because its items are known by their ids.
///
/// https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
final class Signature {

  static final String HEADER = "X-Hub-Signature-256";

  private static final String PREFIX = "sha256=";

  /// Compares in constant time. Any nonsense is simply not valid.
  static boolean valid(Secret appSecret, byte[] body, String signature) {
    if (!signature.matches(PREFIX + "[0-9a-fA-F]{64}")) {
      return false;
    }
    return MessageDigest.isEqual(hmac(appSecret, body), HexFormat.of().parseHex(signature.substring(PREFIX.length())));
  }

  private static byte[] hmac(Secret key, byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  private Signature() {}
}
