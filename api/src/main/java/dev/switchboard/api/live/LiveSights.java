package dev.switchboard.api.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.switchboard.core.event.Event;
import dev.switchboard.core.tenant.Sights;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the agents of this node may be told: nothing of accounts that are hidden from them.
///
/// Who sees what changes by an event, `teams_changed`: when it is met in the log, what is hidden is read anew, so nothing that
/// comes after it is told by what held before. Of several changes at once the last counts. Agents from whom nothing is hidden
/// cost nothing. Where it cannot be found out what somebody may be told, they are closed. Thread-safe.
@Singleton
final class LiveSights {

  private static final Logger LOG = LoggerFactory.getLogger(LiveSights.class);
  private static final String CHANGED = "teams_changed";
  private static final String ACCOUNT = "accountId";

  private final Sights sights;
  private final ChatAccounts accounts;
  private final Map<UUID, Set<LiveClient>> agents = new HashMap<>();
  private final Set<UUID> restricted = ConcurrentHashMap.newKeySet();
  private long changes;

  LiveSights(Sights sights, ChatAccounts accounts) {
    this.sights = sights;
    this.accounts = accounts;
  }

  /// Finds out what is hidden from a client, before it is told anything, and keeps that up to date from then on. Blocks.
  void came(LiveClient client) {
    if (client.agentId() != null) {
      synchronized (this) {
        agents.computeIfAbsent(client.tenantId(), _ -> new HashSet<>()).add(client);
      }
      look(client);
    }
  }

  synchronized void left(LiveClient client) {
    agents.computeIfPresent(client.tenantId(), (_, clients) -> {
      clients.remove(client);
      return clients.isEmpty() ? null : clients;
    });
    note(client.tenantId());
  }

  /// Finds out anew what is hidden from a client, for events that may be later than where the hub stands. Blocks.
  void look(LiveClient client) {
    if (client.agentId() != null) {
      while (!look(client, changes())) {
        // It has changed while it was read: what was read may be the old.
      }
    }
  }

  private boolean look(LiveClient client, long before) {
    var hidden = sights.read(Objects.requireNonNull(client.agentId()));
    synchronized (this) {
      if (changes != before) {
        return false;
      }
      client.hide(hidden);
      note(client.tenantId());
      return true;
    }
  }

  private synchronized long changes() {
    return changes;
  }

  /// Gets ready to tell the first of these events; the others come next. Called by the hub alone, in the order of the log.
  /// Blocks seldom.
  void prepare(List<Event> events) {
    var event = events.getFirst();
    if (event.kind().equals(CHANGED)) {
      change(event.tenantId());
    } else if (event.chatId() != null && restricted.contains(event.tenantId()) && !accounts.isKnown(event.chatId())) {
      try {
        learn(events);
      } catch (RuntimeException e) {
        LOG.warn("over which accounts chats are held cannot be read, agents of {} are closed: {}", event.tenantId(),
            e.toString());
        clients(event.tenantId()).stream().filter(client -> !client.hidden().isEmpty()).forEach(LiveSights::close);
      }
    }
  }

  /// Everything may have changed.
  void changeAll() {
    Set<UUID> tenants;
    synchronized (this) {
      tenants = Set.copyOf(agents.keySet());
    }
    tenants.forEach(this::change);
  }

  private void change(UUID tenantId) {
    synchronized (this) {
      changes++;
    }
    var clients = clients(tenantId);
    try {
      var hidden = new HashMap<UUID, Set<UUID>>();
      clients.forEach(client -> hidden.computeIfAbsent(Objects.requireNonNull(client.agentId()), sights::read));
      synchronized (this) {
        clients.forEach(client -> client.hide(Objects.requireNonNull(hidden.get(client.agentId()))));
        note(tenantId);
      }
    } catch (RuntimeException e) {
      LOG.warn("what agents of {} see cannot be read, they are closed: {}", tenantId, e.toString());
      clients.forEach(LiveSights::close);
    }
  }

  private synchronized List<LiveClient> clients(UUID tenantId) {
    return List.copyOf(agents.getOrDefault(tenantId, Set.of()));
  }

  private static void close(LiveClient client) {
    client.outlet().close(CloseCode.TRY_AGAIN_LATER);
  }

  // Whether there is anybody in the tenant from whom something is hidden.
  private void note(UUID tenantId) {
    if (agents.getOrDefault(tenantId, Set.of()).stream().allMatch(client -> client.hidden().isEmpty())) {
      restricted.remove(tenantId);
    } else {
      restricted.add(tenantId);
    }
  }

  /// Finds out over which accounts the chats of events are held, where that may matter. Blocks.
  void learn(Collection<Event> events) {
    accounts.learn(events.stream().filter(event -> restricted.contains(event.tenantId())).map(Event::chatId)
        .filter(Objects::nonNull).toList());
  }

  /// The same of chats.
  void learn(UUID tenantId, Collection<UUID> chatIds) {
    if (restricted.contains(tenantId)) {
      accounts.learn(chatIds);
    }
  }

  /// Whether a client may be told an event. One of a chat that nobody knows is told to nobody from whom something is hidden.
  boolean sees(LiveClient client, Event event) {
    var hidden = client.hidden();
    if (hidden.isEmpty()) {
      return true;
    }
    return event.chatId() == null ? !isOf(hidden, event) : accounts.isOutside(hidden, event.chatId());
  }

  /// The same of what is said in a chat.
  boolean sees(LiveClient client, UUID chatId) {
    return client.hidden().isEmpty() || accounts.isOutside(client.hidden(), chatId);
  }

  // What is in no chat says itself which account it is about, if it is about one.
  private static boolean isOf(Set<UUID> hidden, Event event) {
    if (!event.payload().contains(ACCOUNT)) {
      return false;
    }
    try {
      var accountId = LiveJson.MAPPER.readTree(event.payload()).path(ACCOUNT).asText();
      return hidden.stream().anyMatch(id -> id.toString().equals(accountId));
    } catch (JsonProcessingException e) {
      return true;
    }
  }
}
