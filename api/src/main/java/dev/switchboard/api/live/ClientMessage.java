package dev.switchboard.api.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.event.Interest;
import dev.switchboard.core.tenant.Presence;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a client may say.
sealed interface ClientMessage {

  /// @param resume where the client stood, if it was connected before
  /// @param interest what it wants to be told; null where it does not say
  record Auth(String token, @Nullable String resume, @Nullable Interest interest) implements ClientMessage {

    @Override
    public String toString() {
      return "Auth[***]";
    }
  }

  record Resume(String cursor) implements ClientMessage {}

  record Subscribe(Interest interest) implements ClientMessage {}

  record Ping() implements ClientMessage {}

  record Typing(String type, UUID chatId) implements ClientMessage {}

  /// @param presence what to think of the agent; never [Presence#OFFLINE]
  record Appear(Presence presence) implements ClientMessage {}

  /// @param chatId what the agent looks at with this connection; null for none
  record Look(@Nullable UUID chatId) implements ClientMessage {}

  /// Something that has no meaning: `code` for programs, `detail` for people.
  record Bad(String code, String detail) implements ClientMessage {}

  /// Never throws: what cannot be read is [Bad].
  static ClientMessage parse(String text) {
    try {
      var json = LiveJson.MAPPER.readTree(text);
      return json.isObject() ? read(json) : new Bad("bad_message", "a message is a JSON object");
    } catch (JsonProcessingException e) {
      return new Bad("bad_message", "a message is a JSON object");
    }
  }

  private static ClientMessage read(JsonNode json) {
    var type = json.path("type").asText();
    return switch (type) {
      case "auth" -> auth(json);
      case "resume" -> json.path("cursor").isTextual()
          ? new Resume(json.get("cursor").asText())
          : new Bad("bad_message", "resume needs a cursor");
      case "subscribe" -> subscribe(json);
      case "ping" -> new Ping();
      case "typing_start", "typing_stop" -> typing(type, json.path("chatId").asText());
      case "presence" -> appear(json.path("presence").asText());
      case "looking" -> look(json.path("chatId"));
      case "" -> new Bad("bad_message", "a message has a type");
      default -> new Bad("unknown_type", "known types: auth, resume, subscribe, ping, typing_start, "
          + "typing_stop, presence, looking");
    };
  }

  private static ClientMessage auth(JsonNode json) {
    if (!json.path("token").isTextual()) {
      return new Bad("bad_message", "auth needs a token");
    }
    try {
      return new Auth(json.get("token").asText(), json.path("resume").asText(null),
          json.has("chats") ? Interests.of(json.get("chats")) : null);
    } catch (IllegalArgumentException e) {
      return new Bad("bad_message", Interests.FORM);
    }
  }

  private static ClientMessage subscribe(JsonNode json) {
    try {
      return new Subscribe(json.has("chats") ? Interests.of(json.get("chats")) : Interest.ALL);
    } catch (IllegalArgumentException e) {
      return new Bad("bad_message", Interests.FORM);
    }
  }

  private static ClientMessage appear(String presence) {
    return switch (presence) {
      case "online", "away", "busy" -> new Appear(Presence.ofLabel(presence));
      default -> new Bad("bad_message", "presence is online, away or busy");
    };
  }

  private static ClientMessage look(JsonNode chatId) {
    try {
      return new Look(chatId.isNull() || chatId.isMissingNode() ? null : UUID.fromString(chatId.asText()));
    } catch (IllegalArgumentException e) {
      return new Bad("bad_message", "looking needs a chatId, or null");
    }
  }

  private static ClientMessage typing(String type, String chatId) {
    try {
      return new Typing(type, UUID.fromString(chatId));
    } catch (IllegalArgumentException e) {
      return new Bad("bad_message", type + " needs a chatId");
    }
  }
}
