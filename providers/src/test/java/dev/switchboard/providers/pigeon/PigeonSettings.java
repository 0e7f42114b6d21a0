package dev.switchboard.providers.pigeon;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.Secret;
import java.net.URI;
import java.time.Duration;

/// An account's settings, checked.
///
/// @param url where the service is, without a slash at its end
/// @param timeout the longest that a request takes
/// @param key proves us to the service, and the service to us
record PigeonSettings(URI url, Duration timeout, Secret key) {

  private static final long TIMEOUT_MILLIS = 5_000;
  private static final long LONGEST_TIMEOUT_MILLIS = 60_000;

  /// @throws InvalidConfigurationException naming the setting at fault
  static PigeonSettings of(AccountConfiguration account) {
    var key = account.secrets().get("key");
    if (key == null || !key.reveal().matches("[!-~]+")) {
      throw new InvalidConfigurationException("key", "is missing, or has characters that no header takes");
    }
    return new PigeonSettings(url(account.settings().path("url")), timeout(account.settings().path("timeout")), key);
  }

  private static URI url(JsonNode value) {
    if (!value.asText().matches("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?")) {
      throw new InvalidConfigurationException("url", "must be an address such as https://api.pigeon.example");
    }
    return URI.create(value.asText().replaceFirst("/+$", ""));
  }

  private static Duration timeout(JsonNode value) {
    var millis = value.isMissingNode() || value.isNull() ? TIMEOUT_MILLIS : value.asLong();
    if (millis < 1 || millis > LONGEST_TIMEOUT_MILLIS) {
      throw new InvalidConfigurationException("timeout", "must be milliseconds from 1 to " + LONGEST_TIMEOUT_MILLIS);
    }
    return Duration.ofMillis(millis);
  }

  /// @param path with its slash
  URI at(String path) {
    return URI.create(url + path);
  }
}
