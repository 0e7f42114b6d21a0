package dev.switchboard.providers.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An account's settings, checked.
///
/// @param url where the service is
/// @param webhookUrl where it shall call us; null where it shall not
/// @param timeout the longest that a request takes
/// @param profile what goes along with every request, see [Profile]
record SandboxSettings(URI url, @Nullable URI webhookUrl, Duration timeout, String profile, Secret key) {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final long LONGEST_TIMEOUT_MILLIS = 60_000;

  /// @throws InvalidConfigurationException naming the setting at fault
  static SandboxSettings of(AccountConfiguration account) {
    var settings = account.settings();
    var url = url(settings, "url");
    if (url == null) {
      throw new InvalidConfigurationException("url", "is missing: where is the sandbox service?");
    }
    var key = account.secrets().get("key");
    if (key == null || key.reveal().isBlank()) {
      throw new InvalidConfigurationException("key", "is missing: it signs the webhooks");
    }
    if (!key.reveal().matches("[!-~]+")) {
      throw new InvalidConfigurationException("key", "may only have printable ASCII characters and no blanks");
    }
    Behaviour.read(settings);
    var webhookUrl = url(settings, "webhookUrl");
    var timeout = timeout(settings.path("timeout"));
    return new SandboxSettings(URI.create(url.toString().replaceFirst("/+$", "")), webhookUrl, timeout,
        Profile.write(account.accountId(), webhookUrl, timeout, settings), key);
  }

  private static @Nullable URI url(JsonNode settings, String setting) {
    var value = settings.path(setting);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    try {
      var url = new URI(value.asText());
      var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
      if (Set.of("http", "https").contains(scheme) && url.getHost() != null && url.getPort() <= 65_535) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Said below, in one sentence for all kinds of nonsense.
    }
    throw new InvalidConfigurationException(setting, "must be an address such as http://127.0.0.1:8090");
  }

  private static Duration timeout(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return TIMEOUT;
    }
    if (!value.isIntegralNumber() || value.longValue() < 1 || value.longValue() > LONGEST_TIMEOUT_MILLIS) {
      throw new InvalidConfigurationException("timeout",
          "must be milliseconds between 1 and " + LONGEST_TIMEOUT_MILLIS);
    }
    return Duration.ofMillis(value.longValue());
  }

  /// @param path with its slash
  URI at(String path) {
    return URI.create(url + path);
  }
}
