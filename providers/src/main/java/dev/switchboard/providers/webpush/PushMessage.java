package dev.switchboard.providers.webpush;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.Content;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a service worker gets, and how the push service shall treat it (RFC 8030, 5).
///
/// The payload is one JSON object:
///
/// ```json
/// {"id": "our id", "title": "…", "body": "…", "image": "https://…", "link": "https://…", "tag": "…", "data": {"…": "…"}}
/// ```
///
/// with whatever `options.webpush.notification` adds, such as `icon` or `actions`. Of `title`, `body`, `image` and `link`
/// it has those that there are; `tag` is the topic, or else our id, so that what was sent twice is shown once.
///
/// @param headers `TTL`, `Urgency` and, where there is a topic, `Topic`
@SuppressWarnings("ArrayRecordComponent") // never compared
record PushMessage(byte[] payload, Map<String, String> headers) {

  private static final Set<String> URGENCIES = Set.of("very-low", "low", "normal", "high");
  private static final String TOPIC = "[A-Za-z0-9_-]{1,32}";

  static PushMessage of(UUID id, Content.Text text, WebPushSettings settings) {
    return of(id, new Content.Notification(settings.title(), text.text(), null, Map.of(), null, null, null), settings);
  }

  /// @throws IllegalArgumentException where it cannot be sent like this; the text says why
  static PushMessage of(UUID id, Content.Notification notification, WebPushSettings settings) {
    if (notification.title() == null && notification.body() == null && notification.image() == null
        && notification.data().isEmpty()) {
      throw new IllegalArgumentException("the notification has neither title nor body, image or data");
    }
    var options = options(notification);
    return new PushMessage(Json.write(payload(id, notification, options)), headers(notification, options, settings));
  }

  private static JsonNode options(Content.Notification notification) {
    if (notification.options() == null) {
      return MissingNode.getInstance();
    }
    var options = notification.options().path("webpush");
    if (!options.isObject() && !options.isMissingNode() && !options.isNull()) {
      throw new IllegalArgumentException("options.webpush must be an object");
    }
    return options;
  }

  private static ObjectNode payload(UUID id, Content.Notification notification, JsonNode options) {
    var payload = Json.object();
    var topic = topic(notification, options);
    put(payload, "title", notification.title());
    put(payload, "body", notification.body());
    put(payload, "image", notification.image() == null ? null : notification.image().toString());
    put(payload, "link", notification.link() == null ? null : notification.link().toString());
    payload.put("tag", topic == null ? id.toString() : topic);
    var data = Json.object();
    notification.data().forEach(data::put);
    if (options.path("data") instanceof ObjectNode more) {
      data.setAll(more);
    }
    if (!data.isEmpty()) {
      payload.set("data", data);
    }
    if (options.path("notification") instanceof ObjectNode more) {
      payload.setAll(more);
    }
    return payload.put("id", id.toString());
  }

  private static Map<String, String> headers(Content.Notification notification, JsonNode options,
      WebPushSettings settings) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("TTL", ttl(option(options, "ttl", "TTL"), settings));
    headers.put("Urgency", urgency(option(options, "urgency", "Urgency")));
    var topic = topic(notification, options);
    if (topic != null) {
      headers.put("Topic", topic.matches(TOPIC) ? topic : digest(topic));
    }
    return headers;
  }

  // As FCM has them in `webpush.headers`, so that one notification can go either way.
  private static JsonNode option(JsonNode options, String name, String header) {
    return options.hasNonNull(name) ? options.path(name) : options.path("headers").path(header);
  }

  private static String ttl(JsonNode option, WebPushSettings settings) {
    if (option.isMissingNode() || option.isNull()) {
      return Long.toString(settings.ttl().toSeconds());
    }
    if (!option.asText().matches("\\d{1,9}") || option.asLong() > WebPushSettings.LONGEST_TTL_SECONDS) {
      throw new IllegalArgumentException(
          "options.webpush.ttl must be seconds between 0 and " + WebPushSettings.LONGEST_TTL_SECONDS);
    }
    return Long.toString(option.asLong());
  }

  private static String urgency(JsonNode option) {
    var urgency = option.isMissingNode() || option.isNull() ? "normal" : option.asText().toLowerCase(Locale.ROOT);
    if (!URGENCIES.contains(urgency)) {
      throw new IllegalArgumentException("options.webpush.urgency must be very-low, low, normal or high");
    }
    return urgency;
  }

  private static @Nullable String topic(Content.Notification notification, JsonNode options) {
    var topic = notification.topic() != null ? notification.topic() : options.path("headers").path("Topic").textValue();
    return topic == null || topic.isBlank() ? null : topic;
  }

  /// Another name for a topic that is too long or has other characters; the same for the same topic.
  private static String digest(String topic) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(topic.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void put(ObjectNode payload, String name, @Nullable String value) {
    if (value != null) {
      payload.put(name, value);
    }
  }
}
