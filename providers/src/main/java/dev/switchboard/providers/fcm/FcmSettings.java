package dev.switchboard.providers.fcm;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.auth.oauth2.ServiceAccountCredentials;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.InvalidConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An account's settings, checked.
///
/// @param messages where messages are posted
/// @param timeout the longest that a send takes, with the fetching of a token where that is needed
/// @param credentials the service account; its token endpoint is the one that the settings or the key file name
record FcmSettings(URI messages, Duration timeout, ServiceAccountCredentials credentials) {

  private static final String URL = "https://fcm.googleapis.com";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long LONGEST_TIMEOUT_MILLIS = 60_000;

  /// @throws InvalidConfigurationException naming the setting at fault
  static FcmSettings of(AccountConfiguration account) {
    var settings = account.settings();
    var given = url(settings, "url");
    var url = given == null ? URL : given.toString().replaceFirst("/+$", "");
    var key = ServiceAccountKey.of(account.secrets().get("serviceAccount"));
    var project = project(settings, key);
    return new FcmSettings(URI.create(url + "/v1/projects/" + project + "/messages:send"),
        timeout(settings.path("timeout")), key.credentials(url(settings, "tokenUrl")));
  }

  private static String project(JsonNode settings, ServiceAccountKey key) {
    var value = settings.path("projectId");
    var project = value.isMissingNode() || value.isNull() ? key.projectId()
        : value.isTextual() ? value.textValue() : "";
    if (project == null) {
      throw new InvalidConfigurationException("projectId",
          "is missing, and the service account's key names none either");
    }
    if (!project.matches("[a-zA-Z0-9.:_-]+")) {
      throw new InvalidConfigurationException("projectId",
          "must be the id of a Firebase project, such as my-shop-4711");
    }
    return project;
  }

  private static @Nullable URI url(JsonNode settings, String setting) {
    var value = settings.path(setting);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    try {
      var url = new URI(value.asText());
      var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
      if (value.isTextual() && Set.of("http", "https").contains(scheme) && url.getHost() != null
          && url.getPort() <= 65_535 && url.getRawQuery() == null && url.getRawFragment() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Said below, in one sentence for all kinds of nonsense.
    }
    throw new InvalidConfigurationException(setting, "must be an address such as " + URL);
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
}
