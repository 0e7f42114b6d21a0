package dev.switchboard.api.security;

import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What the cookie of a login says: which login, and how often it was renewed, with an HMAC by the key of access tokens.
///
/// The same step always has the same token, so that who asks for it twice gets one. Thread-safe, no I/O.
@Singleton
final class RefreshTokens {

  private static final String ALGORITHM = "HmacSHA256";
  private static final Pattern FORM = Pattern.compile("([0-9a-f-]{36})\\.([0-9]{1,18})\\.([A-Za-z0-9_-]{43})");

  private final SecretKeySpec key;

  RefreshTokens(@Property(name = "switchboard.jwt.secret") String secret) {
    this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /// @param renewals how often the login was renewed
  record Step(UUID session, long renewals) {}

  String issue(Step step) {
    return step.session() + "." + step.renewals() + "." + proof(step);
  }

  /// Empty where it is not ours.
  Optional<Step> verify(String token) {
    var form = FORM.matcher(token);
    if (!form.matches()) {
      return Optional.empty();
    }
    var step = new Step(UUID.fromString(form.group(1)), Long.parseLong(form.group(2)));
    return MessageDigest.isEqual(bytes(proof(step)), bytes(form.group(3))) ? Optional.of(step) : Optional.empty();
  }

  // No access token is signed over a text with blanks.
  private String proof(Step step) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return Base64.getUrlEncoder().withoutPadding()
          .encodeToString(mac.doFinal(bytes("refresh " + step.session() + " " + step.renewals())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
