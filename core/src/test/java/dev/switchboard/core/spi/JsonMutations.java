package dev.switchboard.core.spi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Variants of a JSON document, as a service might send them one day.
final class JsonMutations {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<JsonNode> OTHERS = List.of(NullNode.getInstance(), IntNode.valueOf(-1),
      TextNode.valueOf("something new"), JsonNodeFactory.instance.objectNode(), JsonNodeFactory.instance.arrayNode());

  /// The document; empty where the bytes are not a JSON object or array.
  static Optional<JsonNode> parse(byte[] bytes) {
    try {
      return Optional.ofNullable(JSON.readTree(bytes)).filter(JsonNode::isContainerNode);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// The document with each of its parts replaced in turn by something of another kind.
  static List<byte[]> withPartsReplaced(JsonNode document) {
    var variants = new ArrayList<byte[]>();
    var copy = document.deepCopy();
    visit(copy, (original, replace) -> OTHERS.forEach(other -> {
      replace.accept(other);
      variants.add(bytes(copy));
    }));
    return variants;
  }

  /// The document with each text or number replaced in turn by another text.
  static List<byte[]> withValuesReplaced(JsonNode document) {
    var variants = new ArrayList<byte[]>();
    var copy = document.deepCopy();
    visit(copy, (original, replace) -> {
      if (original.isValueNode()) {
        replace.accept(TextNode.valueOf("something new"));
        variants.add(bytes(copy));
      }
    });
    return variants;
  }

  /// The document with a member more in each of its objects.
  static byte[] withUnknownMembers(JsonNode document) {
    var copy = document.deepCopy();
    addMembers(copy);
    return bytes(copy);
  }

  private static void addMembers(JsonNode node) {
    node.forEach(JsonMutations::addMembers);
    if (node instanceof ObjectNode object) {
      object.putObject("x_new_member").put("x_new_value", 1);
    }
  }

  private static void visit(JsonNode node, BiConsumer<JsonNode, java.util.function.Consumer<JsonNode>> visitor) {
    if (node instanceof ObjectNode object) {
      var names = new ArrayList<String>();
      object.fieldNames().forEachRemaining(names::add);
      names.forEach(name -> {
        var original = object.get(name);
        visitor.accept(original, other -> object.set(name, other));
        object.set(name, original);
        visit(original, visitor);
      });
    } else if (node instanceof ArrayNode array) {
      for (var i = 0; i < array.size(); i++) {
        var index = i;
        var original = array.get(index);
        visitor.accept(original, other -> array.set(index, other));
        array.set(index, original);
        visit(original, visitor);
      }
    }
  }

  private static byte[] bytes(JsonNode document) {
    return document.toString().getBytes(StandardCharsets.UTF_8);
  }

  private JsonMutations() {}
}
