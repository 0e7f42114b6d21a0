package dev.switchboard.api.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.Yaml;

/// `docs/asyncapi.yaml`, held against what is said. Stricter than it tells clients to be: what it does not describe is a
/// fault.
final class LiveDescription {

  private static final String CLIENT = "client.";
  private static final LiveDescription INSTANCE = new LiveDescription(read());

  private final Map<String, JsonSchema> schemas = new HashMap<>();
  final JsonNode document;

  private LiveDescription(ObjectNode document) {
    this.document = document.deepCopy();
    close(document);
    var factory = JsonSchemaFactory.getInstance(VersionFlag.V7);
    document.at("/components/messages").fieldNames().forEachRemaining(name -> schemas.put(name, factory.getSchema(
        JsonNodeFactory.instance.objectNode()
            .put("$ref", "#/components/messages/" + name + "/payload")
            .set("components", document.get("components")))));
  }

  static LiveDescription get() {
    return INSTANCE;
  }

  private static ObjectNode read() {
    try (var file = Files.newBufferedReader(Path.of("..", "docs", "asyncapi.yaml"))) {
      return new ObjectMapper().valueToTree(new Yaml().load(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object && object.path("properties").isObject()
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(LiveDescription::close);
  }

  /// The types of what the server says.
  Set<String> told() {
    return schemas.keySet().stream().filter(name -> !name.startsWith(CLIENT)).collect(Collectors.toSet());
  }

  /// The types of what clients say.
  Set<String> said() {
    var said = new HashSet<>(schemas.keySet());
    said.removeAll(told());
    return said.stream().map(name -> name.substring(CLIENT.length())).collect(Collectors.toSet());
  }

  /// What is not as described in something that the server has said; empty where all is.
  List<String> faultsOfTold(JsonNode message) {
    return faults("", message);
  }

  /// The same of what a client has said.
  List<String> faultsOfSaid(JsonNode message) {
    return faults(CLIENT, message);
  }

  private List<String> faults(String prefix, JsonNode message) {
    var schema = schemas.get(prefix + message.path("type").asText());
    return schema == null
        ? List.of("not described: " + message)
        : schema.validate(message).stream().map(ValidationMessage::getMessage).map(fault -> fault + " in " + message)
            .toList();
  }
}
