package dev.switchboard.api.live;

import dev.switchboard.core.presence.AgentPresence;
import dev.switchboard.core.presence.PresentAgent;
import dev.switchboard.core.tenant.Presence;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Who is there on all nodes and what they look at, told to the agents of this node when it changes.
///
/// What was told is compared with what the database says, so it does not matter whose word was lost. Thread-safe.
@Singleton
final class Colleagues {

  private record Chat(UUID tenantId, UUID id) {}

  private final AgentPresence presence;
  private final LiveHub hub;
  private final LiveSights sights;
  private final Map<UUID, Set<LiveClient>> listeners = new HashMap<>();
  private Map<UUID, PresentAgent> there = Map.of();
  /// Guards what follows. The hub is called under it, and calls under its own lock what takes the other one.
  private final Object chats = new Object();
  private Map<Chat, Set<UUID>> looking = Map.of();

  Colleagues(AgentPresence presence, LiveHub hub, LiveSights sights) {
    this.presence = presence;
    this.hub = hub;
    this.sights = sights;
  }

  /// Tells an agent's client of every change from now on.
  ///
  /// @param joined is told who is there now, before the first change
  synchronized void join(LiveClient client, Consumer<List<PresentAgent>> joined) {
    joined.accept(there.values().stream().filter(agent -> agent.tenantId().equals(client.tenantId())).toList());
    listeners.computeIfAbsent(client.tenantId(), _ -> new HashSet<>()).add(client);
  }

  synchronized void leave(LiveClient client) {
    listeners.computeIfPresent(client.tenantId(), (_, clients) -> {
      clients.remove(client);
      return clients.isEmpty() ? null : clients;
    });
  }

  /// Tells the client who is known to look at the chat, and that its agent does.
  void tellLooking(LiveClient client, UUID chatId, UUID agentId) {
    synchronized (chats) {
      var agents = new TreeSet<>(looking.getOrDefault(new Chat(client.tenantId(), chatId), Set.of()));
      agents.add(agentId);
      client.outlet().send(new ServerMessage.Looking(chatId, agents));
    }
  }

  /// Reads who is there and tells what has changed. Blocks; called by one thread.
  void look() {
    var now = presence.read();
    tellPresence(now);
    tellLooking(now.values());
  }

  private synchronized void tellPresence(Map<UUID, PresentAgent> now) {
    var before = there;
    there = now;
    now.values().forEach(agent -> {
      var known = before.get(agent.agentId());
      if (known == null || known.presence() != agent.presence()) {
        tell(agent, agent.presence());
      }
    });
    before.values().stream()
        .filter(agent -> !now.containsKey(agent.agentId()))
        .forEach(agent -> tell(agent, Presence.OFFLINE));
  }

  private void tell(PresentAgent agent, Presence presence) {
    var clients = listeners.getOrDefault(agent.tenantId(), Set.of());
    if (!clients.isEmpty()) {
      var text = Outlet.encode(new ServerMessage.PresenceChanged(agent.agentId(), presence, Instant.now()).json());
      // Who has no room for it is about to be closed for events.
      clients.forEach(client -> client.outlet().offer(text.retainedDuplicate()));
      text.release();
    }
  }

  private void tellLooking(Collection<PresentAgent> agents) {
    var now = new HashMap<Chat, Set<UUID>>();
    agents.forEach(agent -> agent.looking().forEach(
        chatId -> now.computeIfAbsent(new Chat(agent.tenantId(), chatId), _ -> new TreeSet<>()).add(agent.agentId())));
    now.keySet().stream()
        .collect(Collectors.groupingBy(Chat::tenantId, Collectors.mapping(Chat::id, Collectors.toList())))
        .forEach(sights::learn);
    synchronized (chats) {
      var all = new HashSet<>(looking.keySet());
      all.addAll(now.keySet());
      all.forEach(chat -> {
        var those = now.getOrDefault(chat, Set.of());
        if (!those.equals(looking.getOrDefault(chat, Set.of()))) {
          hub.say(chat.tenantId, chat.id, null, new ServerMessage.Looking(chat.id, those));
        }
      });
      looking = now;
    }
  }
}
