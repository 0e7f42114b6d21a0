package dev.switchboard.api.live;

import dev.switchboard.core.event.Interest;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a client says when it connects.
///
/// @param token from `Authorization: Bearer …`, or from the subprotocol `bearer.…`, because browsers can set no header;
///     never from the address, which ends up in logs
/// @param resume the cursor where the client stood, from the query parameter `resume`
/// @param chats the chats that it wants to be told of, from the query parameter `chats`; all where there is none
record Handshake(@Nullable String token, @Nullable String resume, @Nullable String chats) {

  /// The subprotocol that the server speaks.
  static final String SUBPROTOCOL = "switchboard.v1";
  private static final String BEARER = "Bearer ";
  private static final String BEARER_SUBPROTOCOL = "bearer.";

  static Handshake of(HttpRequest<?> request) {
    var headers = request.getHeaders();
    var token = headers.findFirst(HttpHeaders.AUTHORIZATION)
        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(value -> value.substring(BEARER.length()).strip())
        .or(() -> ofSubprotocols(headers));
    var query = request.getParameters();
    return new Handshake(token.orElse(null), query.getFirst("resume").orElse(null),
        query.getFirst("chats").orElse(null));
  }

  /// @throws IllegalArgumentException where `chats` cannot be read
  Interest interest() {
    return chats == null ? Interest.ALL : Interests.of(chats);
  }

  private static Optional<String> ofSubprotocols(HttpHeaders headers) {
    return headers.getAll(HttpHeaders.SEC_WEBSOCKET_PROTOCOL).stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .map(String::strip)
        .filter(protocol -> protocol.startsWith(BEARER_SUBPROTOCOL))
        .map(protocol -> protocol.substring(BEARER_SUBPROTOCOL.length()))
        .findFirst();
  }

  @Override
  public String toString() {
    return "Handshake[token=" + (token == null ? "none" : "***") + ", resume=" + resume + ", chats=" + chats + "]";
  }
}
