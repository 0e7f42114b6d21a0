package dev.switchboard.api.live;

import dev.switchboard.core.tenant.Presence;
import java.util.LinkedHashSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a client says for others to hear: that somebody types, what to think of its agent, what they look at. Used by the
/// client's own thread; may block.
final class Remarks {

  private static final int KNOWN_CHATS = 200;

  private final LiveClient client;
  private final LiveNode node;
  private final LinkedHashSet<UUID> knownChats = new LinkedHashSet<>();

  Remarks(LiveClient client, LiveNode node) {
    this.client = client;
    this.node = node;
  }

  void typing(ClientMessage.Typing typing) {
    if (knows(typing.chatId())) {
      node.typing().send(new TypingSignals.Signal(typing.type(), client.tenantId(), typing.chatId(), client.agentId(),
          client.id()));
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
      } else if (knows(chatId)) {
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

  /// Whether there is such a chat; if not, the client is told.
  private boolean knows(UUID chatId) {
    if (knownChats.contains(chatId)) {
      return true;
    }
    if (!node.typing().hasChat(client.tenantId(), chatId)) {
      client.outlet().send(new ServerMessage.Error("unknown_chat", "there is no chat " + chatId));
      return false;
    }
    if (knownChats.size() >= KNOWN_CHATS) {
      knownChats.removeFirst();
    }
    return knownChats.add(chatId);
  }
}
