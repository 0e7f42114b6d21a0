package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON as trees, where what cannot be read is simply missing.
final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  // The end of the year 9999: nothing that stores times knows later ones.
  private static final long LAST_SECOND = 253_402_300_799L;
  private static final int LONGEST_NUMBER = 40;

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static JsonNode read(byte[] json) {
    try {
      var tree = MAPPER.readTree(json);
      return tree == null ? MissingNode.getInstance() : tree;
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  static JsonNode read(String json) {
    return read(json.getBytes(StandardCharsets.UTF_8));
  }

  /// A half of a surrogate pair becomes a question mark: it has no place in UTF-8.
  static byte[] write(JsonNode tree) {
    return tree.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// A text, or a whole number as text; null where there is none or only blanks. Meta writes ids and times either way.
  static @Nullable String text(JsonNode node) {
    var text = node.isTextual() || node.isIntegralNumber() ? node.asText() : "";
    return text.isBlank() ? null : text;
  }

  /// A number, or a text that is one; null elsewhere.
  static @Nullable BigDecimal number(JsonNode node) {
    var text = node.isTextual() || node.isNumber() ? node.asText().strip() : "";
    try {
      return text.isEmpty() || text.length() > LONGEST_NUMBER ? null : new BigDecimal(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /// Seconds since 1970, as a number or as text; null elsewhere.
  static @Nullable Instant instant(JsonNode node) {
    var seconds = text(node);
    if (seconds == null || !seconds.matches("\\d{1,12}") || Long.parseLong(seconds) > LAST_SECOND) {
      return null;
    }
    return Instant.ofEpochSecond(Long.parseLong(seconds));
  }

  /// Adds those of a node's members that are texts, numbers or truth values: `referral.source_id`.
  static void pick(String prefix, JsonNode node, Map<String, String> into, String... members) {
    for (var member : members) {
      var value = node.path(member);
      if (value.isValueNode() && !value.isNull() && !value.asText().isEmpty()) {
        into.put(prefix + "." + member, value.asText());
      }
    }
  }

  /// Adds every text, number and truth value below the node, by its path: `ban_info.waba_ban_date`.
  static void flatten(String path, JsonNode node, Map<String, String> into) {
    if (node.isObject()) {
      node.properties().forEach(each -> flatten(path.isEmpty() ? each.getKey() : path + "." + each.getKey(),
          each.getValue(), into));
    } else if (node.isArray()) {
      for (var i = 0; i < node.size(); i++) {
        flatten(path + "[" + i + "]", node.path(i), into);
      }
    } else if (node.isValueNode() && !node.isNull() && !node.asText().isEmpty()) {
      into.put(path, node.asText());
    }
  }

  private Json() {}
}
