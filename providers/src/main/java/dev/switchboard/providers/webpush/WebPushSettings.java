package dev.switchboard.providers.webpush;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.Secret;
import java.net.URI;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An account's settings, checked.
///
/// @param identity the pair of keys and how to reach us
/// @param title of notifications that are only a text; null where the service worker has one
/// @param ttl how long a service keeps what it cannot deliver yet, unless the message says otherwise
/// @param allowedHosts hosts, or hosts with ports, that may be internal and may be called without TLS: for tests and for
///        push services of one's own
/// @param timeout the longest that a send takes
record WebPushSettings(Identity identity, @Nullable String title, Duration ttl, Set<String> allowedHosts,
    Duration timeout) {

  /// Who we are to push services.
  record Identity(ECPublicKey publicKey, ECPrivateKey privateKey, String subject) {

    @Override
    public String toString() {
      return "Identity[" + subject + "]";
    }
  }

  static final int LONGEST_TITLE = 100;
  /// Four weeks; services cut it as they like.
  static final long LONGEST_TTL_SECONDS = 2_419_200;

  private static final long TIMEOUT_MILLIS = 10_000;
  private static final long LONGEST_TIMEOUT_MILLIS = 60_000;
  private static final Pattern MAILTO = Pattern.compile("mailto:[^\\s@]+@[^\\s@]+");
  private static final Pattern HOST = Pattern.compile("(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(:\\d{1,5})?");

  /// @throws InvalidConfigurationException naming the setting at fault
  static WebPushSettings of(AccountConfiguration account) {
    var settings = account.settings();
    return new WebPushSettings(identity(settings, account.secrets()), title(settings),
        Duration.ofSeconds(number(settings, "ttl", LONGEST_TTL_SECONDS, 0, LONGEST_TTL_SECONDS)), hosts(settings),
        Duration.ofMillis(number(settings, "timeout", TIMEOUT_MILLIS, 1, LONGEST_TIMEOUT_MILLIS)));
  }

  private static Identity identity(JsonNode settings, Map<String, Secret> secrets) {
    var publicKey = publicKey(text(settings, "vapidPublicKey"));
    var privateKey = privateKey(secrets.get("vapidPrivateKey"));
    if (!VapidKeys.match(publicKey, privateKey)) {
      throw new InvalidConfigurationException("vapidPrivateKey", "does not belong to vapidPublicKey");
    }
    return new Identity(publicKey, privateKey, subject(text(settings, "subject")));
  }

  private static ECPublicKey publicKey(@Nullable String text) {
    if (text == null) {
      throw new InvalidConfigurationException("vapidPublicKey", "is missing: the key that browsers subscribe with");
    }
    try {
      return P256.publicKey(P256.fromText(text));
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigurationException("vapidPublicKey", "must be a point of P-256, 65 bytes in base64url");
    }
  }

  private static ECPrivateKey privateKey(@Nullable Secret secret) {
    if (secret == null) {
      throw new InvalidConfigurationException("vapidPrivateKey", "is missing: it signs what is sent");
    }
    try {
      return P256.privateKey(P256.fromText(secret.reveal()));
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigurationException("vapidPrivateKey", "must be a key of P-256, 32 bytes in base64url");
    }
  }

  private static String subject(@Nullable String text) {
    if (text != null && (MAILTO.matcher(text).matches() || isHttps(text))) {
      return text;
    }
    throw new InvalidConfigurationException("subject",
        "must be where the push services' people can reach you, such as mailto:push@example.com or an https address");
  }

  private static boolean isHttps(String text) {
    try {
      return text.startsWith("https://") && URI.create(text).getHost() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static @Nullable String title(JsonNode settings) {
    var title = text(settings, "title");
    if (title != null && (title.isBlank() || title.codePointCount(0, title.length()) > LONGEST_TITLE)) {
      throw new InvalidConfigurationException("title", "must have 1 to " + LONGEST_TITLE + " characters");
    }
    return title;
  }

  private static Set<String> hosts(JsonNode settings) {
    var value = settings.path("allowedHosts");
    if (value.isMissingNode() || value.isNull()) {
      return Set.of();
    }
    var hosts = new HashSet<String>();
    for (var host : value) {
      var name = host.asText().toLowerCase(Locale.ROOT);
      if (!host.isTextual() || !HOST.matcher(name).matches()) {
        throw new InvalidConfigurationException("allowedHosts", "must be hosts such as localhost:18090");
      }
      hosts.add(name);
    }
    if (!value.isArray()) {
      throw new InvalidConfigurationException("allowedHosts", "must be a list");
    }
    return Set.copyOf(hosts);
  }

  /// Whether an operator has said that this endpoint may be anywhere.
  boolean allows(URI endpoint) {
    var host = endpoint.getHost().toLowerCase(Locale.ROOT);
    return allowedHosts.contains(host) || allowedHosts.contains(host + ":" + endpoint.getPort());
  }

  private static @Nullable String text(JsonNode settings, String setting) {
    var value = settings.path(setting);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw new InvalidConfigurationException(setting, "must be a text");
    }
    return value.textValue();
  }

  private static long number(JsonNode settings, String setting, long otherwise, long least, long most) {
    var value = settings.path(setting);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || value.longValue() < least || value.longValue() > most) {
      throw new InvalidConfigurationException(setting, "must be a number between " + least + " and " + most);
    }
    return value.longValue();
  }
}
