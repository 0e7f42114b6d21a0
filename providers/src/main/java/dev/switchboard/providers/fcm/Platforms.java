package dev.switchboard.providers.fcm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// What a notification says for one kind of device only: objects of FCM's own form, `android`, `apns`, `webpush` and
/// `fcmOptions`, with names in either of FCM's spellings.
///
/// In `webpush`, `urgency` and `ttl` (seconds) may be said as for Web Push without FCM.
final class Platforms {

  private static final List<String> KNOWN = List.of("android", "apns", "webpush", "fcmOptions");
  /// What is not FCM's but the app's, Apple's or the browser's own: its names stay as they are.
  private static final Set<String> FOREIGN = Set.of("data", "headers", "payload");
  private static final Pattern SNAKE = Pattern.compile("_([a-z])");

  /// @throws IllegalArgumentException where the options have not this form; the text says why
  static Map<String, ObjectNode> of(JsonNode options) {
    if (!options.isObject()) {
      throw new IllegalArgumentException("options must be an object");
    }
    var platforms = new LinkedHashMap<String, ObjectNode>();
    for (var platform : KNOWN) {
      var value = options.has(platform) ? options.path(platform) : options.path(snake(platform));
      if (value instanceof ObjectNode object) {
        platforms.put(platform, camel(platform, object));
      } else if (!value.isMissingNode() && !value.isNull()) {
        throw new IllegalArgumentException("options." + platform + " must be an object");
      }
    }
    if (platforms.get("webpush") instanceof ObjectNode webpush) {
      toHeader(webpush, "urgency", "Urgency");
      toHeader(webpush, "ttl", "TTL");
    }
    return platforms;
  }

  // One spelling only: FCM refuses a message that has a field twice.
  private static ObjectNode camel(String name, ObjectNode object) {
    var made = Json.object();
    object.properties().forEach(member -> {
      var camel = SNAKE.matcher(member.getKey()).replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
      var foreign = FOREIGN.contains(camel) || name.equals("webpush") && camel.equals("notification");
      made.set(camel, member.getValue() instanceof ObjectNode inner && !foreign
          ? camel(camel, inner)
          : member.getValue().deepCopy());
    });
    return made;
  }

  private static void toHeader(ObjectNode webpush, String option, String header) {
    var value = webpush.remove(option);
    if (value != null && !value.isNull()) {
      var headers = webpush.get("headers") instanceof ObjectNode given ? given : webpush.putObject("headers");
      headers.put(header, value.asText());
    }
  }

  private static String snake(String name) {
    return name.equals("fcmOptions") ? "fcm_options" : name;
  }

  private Platforms() {}
}
