package dev.switchboard.api.body;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes records of JSON, strictly: unknown members, wrong types and missing members are refused with their path. Every
/// component of a record that is not `@Nullable` must be there. Thread-safe.
@Singleton
public final class BodyReader {

  private final ObjectMapper json = JsonMapper
      .builder(JsonFactory.builder().recyclerPool(JsonRecyclerPools.sharedBoundedPool()).build())
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
          // Metadata is given back as it came, which a double cannot promise.
          DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
      .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
      .withCoercionConfig(LogicalType.Textual, config -> List
          .of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)
          .forEach(shape -> config.setCoercion(shape, CoercionAction.Fail)))
      .addModule(new SimpleModule().addDeserializer(Instant.class, new InstantReader()))
      .build();

  /// @throws ProblemException where the body is not such a record
  public <T extends Record> T read(byte @Nullable [] body, Class<T> type) {
    return read(tree(body), type);
  }

  /// @throws ProblemException where the node is not such a record
  public <T extends Record> T read(JsonNode node, Class<T> type) {
    if (!node.isObject()) {
      throw ProblemException.of(ProblemType.MALFORMED_REQUEST, "A JSON object is expected.");
    }
    try {
      var value = json.treeToValue(node, type);
      var errors = Members.errors(value, "");
      if (!errors.isEmpty()) {
        throw ProblemException.of(errors);
      }
      return value;
    } catch (JsonMappingException e) {
      throw ProblemException.of(List.of(MemberError.of(e, node)));
    } catch (JsonProcessingException e) {
      throw malformed(e);
    }
  }

  private JsonNode tree(byte @Nullable [] body) {
    if (body == null || body.length == 0) {
      throw ProblemException.of(ProblemType.MALFORMED_REQUEST, "The body is empty; a JSON object is expected.");
    }
    try (JsonParser parser = json.createParser(body)) {
      JsonNode tree = json.reader().readTree(parser);
      if (parser.nextToken() != null) {
        throw ProblemException.of(ProblemType.MALFORMED_REQUEST, "Something follows the JSON object.");
      }
      return tree;
    } catch (JsonProcessingException e) {
      throw malformed(e);
    } catch (IOException e) {
      throw ProblemException.of(ProblemType.MALFORMED_REQUEST, "The body is not JSON.");
    }
  }

  // The parser's own words quote what was sent, so only the place is told.
  private static ProblemException malformed(JsonProcessingException e) {
    var place = e.getLocation();
    var where = place == null ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    var what = e.getOriginalMessage().startsWith("Duplicate field") ? "A member stands twice" : "The body is not JSON";
    return ProblemException.of(ProblemType.MALFORMED_REQUEST, what + where + ".");
  }
}
