package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An account's settings, checked.
///
/// @param graph where the Graph API is
/// @param sender which of Meta's objects the account is
/// @param times how long to wait
/// @param mediaHosts the domains, with everything below them, that files are fetched from
/// @param secrets what proves us to Meta and Meta to us
record WhatsAppSettings(Graph graph, Sender sender, Times times, List<String> mediaHosts, Secrets secrets) {

  private static final String GRAPH = "https://graph.facebook.com";
  private static final String VERSION = "v23.0";
  private static final Pattern VERSION_FORM = Pattern.compile("v\\d{1,3}\\.\\d{1,2}");
  private static final Pattern ID = Pattern.compile("\\d{1,32}");
  private static final Pattern DOMAIN = Pattern
      .compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+");
  private static final List<String> MEDIA_HOSTS = List.of("fbsbx.com", "fbcdn.net", "whatsapp.net");
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration UPLOAD_TIMEOUT = Duration.ofSeconds(30);
  private static final long LONGEST_TIMEOUT_MILLIS = 60_000;

  WhatsAppSettings {
    mediaHosts = List.copyOf(mediaHosts);
  }

  /// @param url without a slash at its end
  /// @param version such as `v23.0`
  record Graph(URI url, String version) {}

  /// @param phoneNumberId Meta's id of the number that messages are sent from
  /// @param businessAccountId Meta's id of the WhatsApp Business account (WABA) that the number belongs to; null where it
  ///        was not given: then there are no templates
  record Sender(String phoneNumberId, @Nullable String businessAccountId) {}

  /// @param request the longest that a call takes
  /// @param upload the longest that handing a file over takes
  record Times(Duration request, Duration upload) {}

  /// @param accessToken goes with every call to Graph
  /// @param appSecret signs the webhooks
  /// @param verifyToken is shown once, when the webhook is registered
  record Secrets(Secret accessToken, Secret appSecret, Secret verifyToken) {}

  /// @throws InvalidConfigurationException naming the setting at fault
  static WhatsAppSettings of(AccountConfiguration account) {
    var settings = account.settings();
    var sender = new Sender(required(id(settings, "phoneNumberId"), "phoneNumberId"),
        id(settings, "businessAccountId"));
    var times = new Times(millis(settings, "timeout", TIMEOUT), millis(settings, "uploadTimeout", UPLOAD_TIMEOUT));
    var secrets = new Secrets(secret(account, "accessToken"), secret(account, "appSecret"),
        secret(account, "verifyToken"));
    return new WhatsAppSettings(new Graph(url(settings), version(settings)), sender, times, mediaHosts(settings),
        secrets);
  }

  private static URI url(JsonNode settings) {
    var value = absent(settings.path("url")) ? GRAPH : settings.path("url").asText();
    try {
      var url = new URI(value.replaceFirst("/+$", ""));
      var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
      if (Set.of("http", "https").contains(scheme) && url.getHost() != null && url.getPort() <= 65_535
          && url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Said below, in one sentence for all kinds of nonsense.
    }
    throw new InvalidConfigurationException("url", "must be an address such as " + GRAPH);
  }

  private static String version(JsonNode settings) {
    var version = absent(settings.path("version")) ? VERSION : settings.path("version").asText();
    if (!VERSION_FORM.matcher(version).matches()) {
      throw new InvalidConfigurationException("version", "must be a version of the Graph API such as " + VERSION);
    }
    return version;
  }

  private static @Nullable String id(JsonNode settings, String setting) {
    var value = settings.path(setting);
    if (absent(value)) {
      return null;
    }
    if (!ID.matcher(value.asText()).matches()) {
      throw new InvalidConfigurationException(setting, "must be Meta's id, which has digits only");
    }
    return value.asText();
  }

  private static String required(@Nullable String value, String setting) {
    if (value == null) {
      throw new InvalidConfigurationException(setting,
          "is missing: it stands in the App Dashboard under WhatsApp, API Setup");
    }
    return value;
  }

  private static Duration millis(JsonNode settings, String setting, Duration otherwise) {
    var value = settings.path(setting);
    if (absent(value)) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || value.longValue() < 1 || value.longValue() > LONGEST_TIMEOUT_MILLIS) {
      throw new InvalidConfigurationException(setting, "must be milliseconds between 1 and " + LONGEST_TIMEOUT_MILLIS);
    }
    return Duration.ofMillis(value.longValue());
  }

  private static List<String> mediaHosts(JsonNode settings) {
    var value = settings.path("mediaHosts");
    if (absent(value)) {
      return MEDIA_HOSTS;
    }
    var hosts = new ArrayList<String>();
    value.forEach(host -> hosts.add(host.asText().toLowerCase(Locale.ROOT)));
    if (!value.isArray() || !hosts.stream().allMatch(host -> DOMAIN.matcher(host).matches())) {
      throw new InvalidConfigurationException("mediaHosts", "must be a list of domains such as fbsbx.com");
    }
    return hosts;
  }

  private static Secret secret(AccountConfiguration account, String name) {
    var secret = account.secrets().get(name);
    if (secret == null || secret.reveal().isBlank()) {
      throw new InvalidConfigurationException(name, "is missing");
    }
    if (!secret.reveal().matches("[!-~]+")) {
      throw new InvalidConfigurationException(name, "may only have printable ASCII characters and no blanks");
    }
    return secret;
  }

  private static boolean absent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }
}
