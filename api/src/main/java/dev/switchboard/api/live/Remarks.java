package dev.switchboard.api.live;

import dev.switchboard.core.tenant.Presence;
import java.util.LinkedHashMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a client says for others to hear: that somebody types, what to think of its agent, what they look at. Used by the
/// client's own thread; may block.
final class Remarks {

  private static final int KNOWN_CHATS = 200;

  private final LiveClient client;
  private final LiveNode node;
  private final LinkedHashMap<UUID, TypingSignals.Place> knownChats = new LinkedHashMap<>();

  Remarks(LiveClient client, LiveNode node) {
    this.client = client;
    this.node = node;
  }

  void typing(ClientMessage.Typing typing) {
    var place = find(typing.chatId());
    if (place != null) {
      node.typing().send(new TypingSignals.Signal(typing.type(), client.tenantId(), typing.chatId(), place.accountId(),
          client.agentId(), client.id()));
    }
  }

  void appear(Presence presence) {
    asAgent(agentId -> node.team().present().says(agentId, presence));
  }

  /// @param chatId null for none
  void look(@Nullable UUID chatId) {
    asAgent(agentId -> {
      if (chatId == null) {
        node.team().present().looks(client, null);
      } else if (find(chatId) != null) {
        node.team().present().looks(client, chatId);
        node.team().colleagues().tellLooking(client, chatId, agentId);
      }
    });
  }

  private void asAgent(Consumer<UUID> action) {
    if (client.agentId() == null) {
      client.outlet().send(new ServerMessage.Error("not_an_agent", "only agents are there or look at chats"));
    } else {
      action.accept(client.agentId());
    }
  }

  /// Null where there is no such chat for the client, who is told so.
  private TypingSignals.@Nullable Place find(UUID chatId) {
    var place = knownChats.get(chatId);
    if (place == null) {
      place = node.typing().find(client.tenantId(), chatId).orElse(null);
    }
    // Looked at each time, as it may change.
    if (place == null || place.accountId() != null && client.hidden().contains(place.accountId())) {
      client.outlet().send(new ServerMessage.Error("unknown_chat", "there is no chat " + chatId));
      return null;
    }
    if (knownChats.size() >= KNOWN_CHATS) {
      knownChats.pollFirstEntry();
    }
    knownChats.put(chatId, place);
    return place;
  }
}
