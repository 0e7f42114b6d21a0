package dev.switchboard.providers.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the service knows of an account: it comes with every request in the header [#HEADER], as JSON.
///
/// @param webhook where its receipts and its customers' messages go; null where nowhere
/// @param timeout how long its provider waits for an answer
/// @param name tells it from all others in the journal: the same for the same header and key
record Profile(UUID accountId, @Nullable Webhook webhook, Duration timeout, Behaviour behaviour, String name) {

  static final String HEADER = "Sandbox-Account";

  /// @param key what the request was authenticated with
  /// @throws InvalidConfigurationException when the header makes no sense
  static Profile read(String json, Secret key) {
    var header = Json.read(json);
    try {
      var accountId = UUID.fromString(header.path("account").asText());
      var url = header.path("webhookUrl").textValue();
      var webhook = url == null ? null : new Webhook(accountId, URI.create(url), key);
      return new Profile(accountId, webhook, Duration.ofMillis(header.path("timeout").longValue()),
          Behaviour.read(header.path("behaviour")), name(json, key));
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigurationException(HEADER, "must name an account and may name a webhook");
    }
  }

  private static String name(String json, Secret key) {
    return UUID.nameUUIDFromBytes((json + " " + key.reveal()).getBytes(StandardCharsets.UTF_8)).toString();
  }

  static String write(UUID accountId, @Nullable URI webhookUrl, Duration timeout, JsonNode settings) {
    var header = Json.object().put("account", accountId.toString()).put("timeout", timeout.toMillis());
    if (webhookUrl != null) {
      header.put("webhookUrl", webhookUrl.toASCIIString());
    }
    var behaviour = header.putObject("behaviour");
    for (var setting : Behaviour.SETTINGS) {
      if (settings.has(setting)) {
        behaviour.set(setting, settings.get(setting));
      }
    }
    return header.toString();
  }
}
