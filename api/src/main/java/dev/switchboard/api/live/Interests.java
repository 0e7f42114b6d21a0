package dev.switchboard.api.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.event.Interest;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Reads which chats a client wants to be told of.
final class Interests {

  /// As many ids as a message has room for.
  private static final int MOST = 400;
  static final String FORM = "chats are an array of at most " + MOST + " ids";

  /// @throws IllegalArgumentException where it is not an array of ids
  static Interest of(JsonNode chats) {
    if (!chats.isArray()) {
      throw new IllegalArgumentException(FORM);
    }
    return of(StreamSupport.stream(chats.spliterator(), false).map(JsonNode::asText));
  }

  /// @param chats ids with commas between them
  /// @throws IllegalArgumentException where they are not
  static Interest of(String chats) {
    return of(Arrays.stream(chats.split(",")).filter(id -> !id.isBlank()).map(String::strip));
  }

  private static Interest of(Stream<String> chats) {
    var ids = chats.map(UUID::fromString).collect(Collectors.toSet());
    if (ids.size() > MOST) {
      throw new IllegalArgumentException(FORM);
    }
    return Interest.in(ids);
  }

  private Interests() {}
}
