package dev.switchboard.api.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.switchboard.api.security.Principal;
import dev.switchboard.core.event.Cursor;
import dev.switchboard.core.event.Event;
import dev.switchboard.core.event.Interest;
import dev.switchboard.core.presence.PresentAgent;
import dev.switchboard.core.tenant.Presence;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the server says, as JSON. Members without a value are left out.
sealed interface ServerMessage {

  String type();

  /// @param chats what the client is told of; null for everything
  /// @param presence the colleagues who are there; null for services
  record Ready(String type, String cursor, UUID tenantId, @Nullable UUID agentId, @Nullable String expiresAt,
      @Nullable Set<UUID> chats, @Nullable List<Colleague> presence) implements ServerMessage {

    record Colleague(UUID agentId, Presence presence) {}

    Ready(Cursor cursor, Principal principal, Interest interest, @Nullable List<PresentAgent> there) {
      this("ready", cursor.toString(), principal.tenantId(), principal.agentId(), text(principal.expiresAt()),
          named(interest), there == null
              ? null
              : there.stream().map(agent -> new Colleague(agent.agentId(), agent.presence())).toList());
    }
  }

  /// @param chats what the client is told of; null for everything
  record Subscribed(String type, String cursor, @Nullable Set<UUID> chats) implements ServerMessage {

    Subscribed(Cursor cursor, Interest interest) {
      this("subscribed", cursor.toString(), named(interest));
    }
  }

  record Authenticated(String type, @Nullable String expiresAt) implements ServerMessage {

    Authenticated(Principal principal) {
      this("authenticated", text(principal.expiresAt()));
    }
  }

  record Resumed(String type, String cursor, int replayed) implements ServerMessage {

    Resumed(Cursor cursor, int replayed) {
      this("resumed", cursor.toString(), replayed);
    }
  }

  record Resync(String type, String reason, String cursor) implements ServerMessage {

    Resync(String reason, Cursor cursor) {
      this("resync", reason, cursor.toString());
    }
  }

  record Pong(String type) implements ServerMessage {

    Pong() {
      this("pong");
    }
  }

  record Reconnect(String type) implements ServerMessage {

    Reconnect() {
      this("reconnect");
    }
  }

  record Error(String type, String code, String detail) implements ServerMessage {

    Error(String code, String detail) {
      this("error", code, detail);
    }
  }

  /// @param agentId who is typing; none where a service says so
  record Typing(String type, UUID chatId, @Nullable UUID agentId) implements ServerMessage {}

  /// @param lastSeenAt now, or when somebody was found to have gone
  record PresenceChanged(String type, UUID agentId, Presence presence, String lastSeenAt) implements ServerMessage {

    PresenceChanged(UUID agentId, Presence presence, Instant lastSeenAt) {
      this("presence_changed", agentId, presence, lastSeenAt.toString());
    }
  }

  /// @param agents everybody who looks at the chat
  record Looking(String type, UUID chatId, Set<UUID> agents) implements ServerMessage {

    Looking(UUID chatId, Set<UUID> agents) {
      this("looking", chatId, agents);
    }
  }

  default String json() {
    try {
      return LiveJson.MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + type(), e);
    }
  }

  /// An event: the members of its payload beside `type`, `cursor` and `at`. The payload is not parsed.
  static String json(Event event) {
    var json = new StringBuilder(event.payload().length() + 120);
    json.append("{\"type\":\"").append(event.kind()).append("\",\"cursor\":\"").append(event.cursor()).append('"');
    if (!event.dated()) {
      json.append(",\"at\":\"").append(event.at()).append('"');
    }
    var members = event.payload().substring(1);
    return json.append(members.equals("}") ? "" : ",").append(members).toString();
  }

  private static @Nullable Set<UUID> named(Interest interest) {
    return switch (interest) {
      case Interest.All _ -> null;
      case Interest.Chats(var chatIds) -> chatIds;
    };
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
