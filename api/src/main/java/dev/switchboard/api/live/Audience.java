package dev.switchboard.api.live;

import dev.switchboard.core.event.Interest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The clients of one tenant, by what they want to be told. Not thread-safe: the hub's lock guards it.
///
/// Whoever an event is for is found without looking at anybody else.
final class Audience {

  private final Set<LiveClient> members = new LinkedHashSet<>();
  private final Set<LiveClient> ofAll = new LinkedHashSet<>();
  // Most chats are looked at by one or two, so lists cost less than sets.
  private final Map<UUID, List<LiveClient>> ofChats = new HashMap<>();

  void add(LiveClient client) {
    members.add(client);
    switch (client.interest()) {
      case Interest.All _ -> ofAll.add(client);
      case Interest.Chats(var chatIds) -> chatIds.forEach(
          chatId -> ofChats.computeIfAbsent(chatId, _ -> new ArrayList<>(2)).add(client));
    }
  }

  /// Answers whether it was there.
  boolean remove(LiveClient client) {
    if (!members.remove(client)) {
      return false;
    }
    switch (client.interest()) {
      case Interest.All _ -> ofAll.remove(client);
      case Interest.Chats(var chatIds) -> chatIds.forEach(chatId -> remove(chatId, client));
    }
    return true;
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  Collection<LiveClient> members() {
    return members;
  }

  /// Whoever wants to be told what happens in the chat, or what happens in no chat.
  Collection<LiveClient> of(@Nullable UUID chatId) {
    var those = chatId == null ? List.<LiveClient>of() : ofChats.getOrDefault(chatId, List.of());
    if (ofAll.isEmpty() || those.isEmpty()) {
      return those.isEmpty() ? ofAll : those;
    }
    var both = new ArrayList<>(ofAll);
    both.addAll(those);
    return both;
  }

  private void remove(UUID chatId, LiveClient client) {
    ofChats.computeIfPresent(chatId, (_, clients) -> {
      clients.remove(client);
      return clients.isEmpty() ? null : clients;
    });
  }
}
