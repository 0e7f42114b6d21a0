package dev.switchboard.app;

import dev.switchboard.core.account.SecretCipher;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.convert.format.MapFormat;
import jakarta.inject.Singleton;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes the cipher for account secrets out of the configuration.
@Factory
final class SecretCipherFactory {

  /// @param current the id of the key that seals
  /// @param keys base64 of 32 bytes each, by id
  @ConfigurationProperties("switchboard.secrets")
  record SecretsConfiguration(@Nullable String current,
      @Nullable @MapFormat(transformation = MapFormat.MapTransformation.FLAT) Map<String, String> keys) {

    @Override
    public String toString() {
      return "SecretsConfiguration[current=" + current + "]";
    }
  }

  @Singleton
  SecretCipher secretCipher(SecretsConfiguration configuration) {
    var current = configuration.current();
    var keys = configuration.keys();
    if (current == null || keys == null) {
      throw new ConfigurationException("switchboard.secrets.current and switchboard.secrets.keys.<id> are not set");
    }
    try {
      return new SecretCipher(current, keys.entrySet()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, entry -> Base64.getDecoder().decode(entry.getValue()))));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("switchboard.secrets: " + e.getMessage(), e);
    }
  }
}
