package dev.switchboard.app.directory;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.switchboard.core.spi.Secret;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The keys of all nodes on one database, as `keys.json` holds them. Does not print itself.
///
/// @param secrets what account secrets are sealed with
/// @param jwt what agents' logins are signed with
/// @param database the passwords of a database of our own; null where the database is another's
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Keys(SecretKeys secrets, String jwt, @Nullable DatabasePasswords database) {

  private static final int KEY_BYTES = 32;

  /// @param current the id of the key that seals
  /// @param keys base64 of 32 bytes each, by id; old ones stay until nothing is sealed with them any more
  public record SecretKeys(String current, Map<String, String> keys) {

    @Override
    public String toString() {
      return "***";
    }
  }

  /// @param superuser of the role `postgres`
  /// @param owner of the role `switchboard`
  public record DatabasePasswords(String superuser, String owner) {

    @Override
    public String toString() {
      return "***";
    }
  }

  /// New ones out of the operating system's randomness.
  public static Keys generate() {
    return new Keys(new SecretKeys("k1", Map.of("k1", random(Base64.getEncoder()))), word(),
        new DatabasePasswords(word(), word()));
  }

  /// A new password: letters, digits, `-` and `_`, which need no quoting anywhere.
  public static Secret password() {
    return new Secret(word().substring(0, 20));
  }

  /// The keys as the beans read them.
  public Map<String, Object> asProperties() {
    var properties = new HashMap<String, Object>();
    properties.put("switchboard.secrets.current", secrets.current());
    secrets.keys().forEach((id, key) -> properties.put("switchboard.secrets.keys." + id, key));
    properties.put("switchboard.jwt.secret", jwt);
    return properties;
  }

  @Override
  public String toString() {
    return "***";
  }

  private static String word() {
    return random(Base64.getUrlEncoder().withoutPadding());
  }

  private static String random(Base64.Encoder encoder) {
    var bytes = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    return encoder.encodeToString(bytes);
  }
}
