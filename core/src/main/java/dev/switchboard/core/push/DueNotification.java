package dev.switchboard.core.push;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.Notifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A notification that is to be handed to a push service now, claimed for this node.
///
/// @param service the origin of the device's push service
/// @param messageId the message that it tells of; a later one of the chat may take its place
/// @param attempt this one, counted from 1
/// @param left how long it is worth something
/// @param sender the customer's name; null where nobody knows it
/// @param content as it is stored; null where it is not to be shown
public record DueNotification(UUID subscriptionId, UUID chatId, UUID messageId, Notifier.Subscription to,
    String service,
    int attempt, Duration left, Instant at, @Nullable String sender, @Nullable String content) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_NAME = 100;

  /// What the inbox's service worker gets, well below what fits into a notification.
  ///
  /// ```json
  /// {"type":"message_received","chatId":"…","messageId":"…","at":"…","sender":"Ana","preview":"Where is my order?"}
  /// ```
  ///
  /// Without `sender` and `preview` where there is none to be shown.
  public byte[] payload() {
    var payload = JsonNodeFactory.instance.objectNode()
        .put("type", "message_received")
        .put("chatId", chatId.toString())
        .put("messageId", messageId.toString())
        .put("at", at.toString());
    if (sender != null && !sender.isBlank()) {
      payload.put("sender", cut(sender.strip()));
    }
    if (content != null) {
      payload.put("preview", preview(content));
    }
    return payload.toString().getBytes(StandardCharsets.UTF_8);
  }

  // At most 140 characters.
  private static String preview(String content) {
    try {
      return JSON.readValue(content, Content.class).preview();
    } catch (JsonProcessingException e) {
      return "";
    }
  }

  private static String cut(String name) {
    return name.codePointCount(0, name.length()) <= LONGEST_NAME
        ? name
        : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME));
  }

  /// By which a push service, and a browser, let a later message of the chat take this one's place: 32 characters.
  public String topic() {
    return chatId.toString().replace("-", "");
  }

  /// Says which it is, and nothing of what is in it.
  @Override
  public String toString() {
    return "DueNotification[" + subscriptionId + ", " + chatId + ", " + messageId + "]";
  }
}
