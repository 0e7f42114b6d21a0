package dev.switchboard.providers.fcm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.OutboundMessage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message in FCM's form (<https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages>).
///
/// Every notification has a tag, its topic or our id. So a message that was sent twice, because nobody could say whether
/// it had been sent, is shown once.
final class FcmMessage {

  /// What FCM takes for one device, in bytes.
  static final int LONGEST = 4096;

  private static final String ID = "switchboardMessageId";
  private static final int LONGEST_COLLAPSE_ID = 64;
  private static final int LONGEST_TOPIC = 32;

  private final ObjectNode message = Json.object();
  private final UUID id;

  private FcmMessage(UUID id) {
    this.id = id;
  }

  /// @throws IllegalArgumentException where it cannot be put into FCM's form; the text says why
  static ObjectNode of(OutboundMessage message, Content.Text text) {
    return of(message, new Content.Notification(null, text.text(), null, Map.of(), null, null, null));
  }

  /// @throws IllegalArgumentException where it cannot be put into FCM's form; the text says why
  static ObjectNode of(OutboundMessage message, Content.Notification notification) {
    var made = new FcmMessage(message.id());
    made.message.put("token", message.to());
    made.write(notification);
    if (notification.options() != null) {
      Platforms.of(notification.options()).forEach((platform, options) -> {
        Json.lay(options, made.at(platform));
      });
    }
    return made.message;
  }

  /// A message to nobody in particular, for FCM to look at and not to send.
  static ObjectNode trial() {
    var message = Json.object().put("topic", "switchboard-check");
    message.putObject("notification").put("title", "Switchboard");
    return message;
  }

  private void write(Content.Notification notification) {
    if (visible(notification)) {
      writeVisible(notification);
    } else if (notification.data().isEmpty()) {
      throw new IllegalArgumentException("the notification has neither title nor body, image or data");
    } else {
      writeSilent();
    }
    writeData(notification);
    var topic = topic(notification);
    if (topic != null) {
      writeTopic(topic);
    }
    var link = notification.link();
    if (link != null && "https".equalsIgnoreCase(link.getScheme())) {
      at("webpush", "fcmOptions").put("link", link.toString());
    }
  }

  private static boolean visible(Content.Notification notification) {
    return notification.title() != null || notification.body() != null || notification.image() != null;
  }

  private static @Nullable String topic(Content.Notification notification) {
    return notification.topic() == null || notification.topic().isBlank() ? null : notification.topic();
  }

  private void writeVisible(Content.Notification notification) {
    var shown = at("notification");
    put(shown, "title", notification.title());
    put(shown, "body", notification.body());
    var topic = topic(notification);
    var tag = topic == null ? id.toString() : topic;
    at("android", "notification").put("tag", tag);
    at("apns", "headers").put("apns-collapse-id", fitting(tag, LONGEST_COLLAPSE_ID));
    at("webpush", "notification").put("tag", tag);
    if (notification.image() != null) {
      writeImage(notification.image());
    }
  }

  // An iPhone only lets the app fetch the picture where this says that the notification may be changed.
  private void writeImage(URI image) {
    at("notification").put("image", image.toString());
    at("apns", "payload", "aps").put("mutable-content", 1);
    at("apns", "fcmOptions").put("image", image.toString());
  }

  // Apple wakes an app for data only where it is told so, and then only at this priority.
  private void writeSilent() {
    at("apns", "headers").put("apns-push-type", "background").put("apns-priority", "5");
    at("apns", "payload", "aps").put("content-available", 1);
  }

  private void writeData(Content.Notification notification) {
    var data = at("data");
    notification.data().forEach(data::put);
    if (notification.link() != null && !data.has("link")) {
      data.put("link", notification.link().toString());
    }
    data.put(ID, id.toString());
  }

  private void writeTopic(String topic) {
    at("android").put("collapseKey", topic);
    at("apns", "headers").put("apns-collapse-id", fitting(topic, LONGEST_COLLAPSE_ID));
    at("webpush", "headers").put("Topic", topic.matches("[A-Za-z0-9_-]{1,32}") ? topic : digest(topic, LONGEST_TOPIC));
  }

  /// The bytes that count: what the device that gets most of it gets.
  static int size(ObjectNode message) {
    var everywhere = bytes(message.path("notification")) + bytes(message.path("data"));
    var android = bytes(message.path("android").path("notification")) + bytes(message.path("android").path("data"));
    var apns = bytes(message.path("apns").path("payload"));
    var webpush = bytes(message.path("webpush").path("notification")) + bytes(message.path("webpush").path("data"));
    return everywhere + Math.max(android, Math.max(apns, webpush));
  }

  private static int bytes(JsonNode part) {
    return part.isMissingNode() ? 0 : Json.write(part).length;
  }

  private static String fitting(String text, int bytes) {
    return text.getBytes(StandardCharsets.UTF_8).length <= bytes ? text : digest(text, bytes);
  }

  /// Another name for a topic that is too long or has other characters; the same for the same topic.
  private static String digest(String text, int length) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      var name = Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
      return name.substring(0, Math.min(length, name.length()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private ObjectNode at(String... path) {
    var node = message;
    for (var name : path) {
      node = node.get(name) instanceof ObjectNode next ? next : node.putObject(name);
    }
    return node;
  }

  private static void put(ObjectNode node, String name, @Nullable String value) {
    if (value != null) {
      node.put(name, value);
    }
  }
}
