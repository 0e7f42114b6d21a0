package dev.switchboard.providers.webpush;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Says to a push service who we are (RFC 8292): a signed token, good for one origin and half a day.
///
/// Tokens are kept and used again for less than twelve hours, as signing costs more than sending, and services look at a
/// token that they know only once. Thread-safe.
final class Vapid {

  /// ECDSA with P-256 and SHA-256, the signature as JWTs have it: two numbers side by side (RFC 7518, 3.4).
  static final String ALGORITHM = "SHA256withECDSAinP1363Format";

  private static final Duration VALID = Duration.ofHours(12);
  private static final Duration USED = Duration.ofHours(11);
  /// Strangers say which origins there are.
  private static final int MOST_ORIGINS = 200;
  private static final String HEADER = P256
      .text("{\"typ\":\"JWT\",\"alg\":\"ES256\"}".getBytes(StandardCharsets.UTF_8));

  private final ECPrivateKey privateKey;
  private final String publicKey;
  private final String subject;
  private final InstantSource clock;
  private final Map<String, Signed> known = new LinkedHashMap<>(16, 0.75f, true) {

    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Signed> eldest) {
      return size() > MOST_ORIGINS;
    }
  };

  private record Signed(String header, Instant at) {}

  /// @param subject where the service's people reach us: `mailto:` or `https:`
  Vapid(ECPublicKey publicKey, ECPrivateKey privateKey, String subject, InstantSource clock) {
    this.privateKey = privateKey;
    this.publicKey = P256.text(P256.bytes(publicKey));
    this.subject = subject;
    this.clock = clock;
  }

  /// The `Authorization` for this endpoint.
  String authorization(URI endpoint) {
    var origin = origin(endpoint);
    var now = clock.instant();
    synchronized (known) {
      var signed = known.get(origin);
      if (signed == null || !signed.at().plus(USED).isAfter(now) || signed.at().isAfter(now)) {
        signed = new Signed(sign(origin, now.plus(VALID)), now);
        known.put(origin, signed);
      }
      return signed.header();
    }
  }

  private String sign(String origin, Instant end) {
    var claims = Json.object().put("aud", origin).put("exp", end.getEpochSecond()).put("sub", subject);
    var signed = HEADER + "." + P256.text(Json.write(claims));
    try {
      var signature = Signature.getInstance(ALGORITHM);
      signature.initSign(privateKey);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return "vapid t=" + signed + "." + P256.text(signature.sign()) + ", k=" + publicKey;
    } catch (GeneralSecurityException e) {
      throw P256.everyJavaHasIt(e);
    }
  }

  /// RFC 6454, 6.1: without the port that is the scheme's own.
  static String origin(URI endpoint) {
    var scheme = endpoint.getScheme().toLowerCase(Locale.ROOT);
    var own = endpoint.getPort() < 0 || endpoint.getPort() == (scheme.equals("https") ? 443 : 80);
    return scheme + "://" + endpoint.getHost().toLowerCase(Locale.ROOT) + (own ? "" : ":" + endpoint.getPort());
  }
}
