package dev.switchboard.core.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.database.Jsonb;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a service said about a message besides its status, by name, as it is stored.
public final class Details {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Details() {}

  /// An object, or null where there is nothing.
  public static @Nullable String json(Map<String, String> details) {
    try {
      return details.isEmpty() ? null : Jsonb.storable(JSON.writeValueAsString(details));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("names and texts are JSON", e);
    }
  }

  public static Map<String, String> of(@Nullable String json) {
    try {
      return json == null ? Map.of() : JSON.readValue(json, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("details that are no object of texts", e);
    }
  }
}
