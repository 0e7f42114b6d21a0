package dev.switchboard.providers.fcm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// JSON as trees, where what cannot be read is simply missing.
final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();

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

  /// A half of a surrogate pair becomes a question mark: it has no place in UTF-8.
  static byte[] write(JsonNode tree) {
    return tree.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// Lays one tree over another: objects are merged, anything else of the upper one takes the lower one's place.
  static void lay(ObjectNode over, ObjectNode below) {
    over.properties().forEach(member -> {
      var under = below.get(member.getKey());
      if (under instanceof ObjectNode lower && member.getValue() instanceof ObjectNode upper) {
        lay(upper, lower);
      } else {
        below.set(member.getKey(), member.getValue());
      }
    });
  }

  private Json() {}
}
