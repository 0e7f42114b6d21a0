package dev.switchboard.api.live;

import dev.switchboard.core.event.Cursor;
import dev.switchboard.core.event.Event;
import dev.switchboard.core.event.EventLog;
import dev.switchboard.core.event.EventSubscriber;
import dev.switchboard.core.event.Interest;
import dev.switchboard.core.event.Replay;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The clients of this node by tenant and chat, and where in the log they all stand.
///
/// A client joins and leaves between two events, never beside one: what it was told before it joined, and what it is
/// told from then on, meet exactly. No client is waited for.
@Singleton
public final class LiveHub implements EventSubscriber {

  private static final Logger LOG = LoggerFactory.getLogger(LiveHub.class);

  private static final Audience NOBODY = new Audience();

  private final EventLog log;
  private final LiveSights sights;
  private final Map<UUID, Audience> tenants = new HashMap<>();
  private @Nullable Cursor position;

  LiveHub(EventLog log, LiveSights sights) {
    this.log = log;
    this.sights = sights;
  }

  @PostConstruct
  void subscribe() {
    // For as long as the node lives: the log ends before the hub.
    var _ = log.subscribe(this);
  }

  @Override
  public void begin(Cursor position) {
    sights.changeAll();
    start(position);
  }

  private synchronized void start(Cursor position) {
    this.position = position;
    notifyAll();
    all().forEach(client -> {
      client.startAfter(position);
      client.outlet().send(new ServerMessage.Resync(CatchUp.label(Replay.Reason.EPOCH), position));
    });
  }

  @Override
  public void events(List<Event> events) {
    for (var i = 0; i < events.size(); i++) {
      sights.prepare(events.subList(i, events.size()));
      tell(events.get(i));
    }
  }

  /// Where the node stands; empty when the database has not been seen for so long.
  synchronized Optional<Cursor> position(Duration patience) throws InterruptedException {
    var end = System.nanoTime() + patience.toNanos();
    while (position == null && end - System.nanoTime() > 1_000_000) {
      wait((end - System.nanoTime()) / 1_000_000);
    }
    return Optional.ofNullable(position);
  }

  /// Tells a client everything from now on.
  ///
  /// @param joined is told where that is, before the first event
  synchronized void join(LiveClient client, Consumer<Cursor> joined) {
    if (position != null) {
      joinAt(client, position, joined);
    }
  }

  /// Tells a client everything that comes after the cursor, if it has not come already.
  ///
  /// @return whether it has joined; if not, there is more to replay first
  synchronized boolean join(LiveClient client, Cursor cursor, Consumer<Cursor> joined) {
    if (position == null || position.isAfter(cursor)) {
      return false;
    }
    joinAt(client, cursor, joined);
    return true;
  }

  /// Tells a client nothing more, and answers up to where it has been told everything.
  synchronized Optional<Cursor> leave(LiveClient client) {
    var audience = tenants.get(client.tenantId());
    if (position == null || audience == null || !audience.remove(client)) {
      return Optional.empty();
    }
    if (audience.isEmpty()) {
      tenants.remove(client.tenantId());
    }
    return Optional.of(client.told(position));
  }

  /// Tells a client something else from now on.
  ///
  /// @param subscribed is told where that is, before the first event
  synchronized void subscribe(LiveClient client, Interest interest, Consumer<Cursor> subscribed) {
    leave(client).ifPresent(told -> {
      client.want(interest);
      joinAt(client, told, subscribed);
    });
  }

  /// Says something that is worth nothing later to whoever is told of the chat and sees it, but for one. Who has no room does not hear
  /// it.
  ///
  /// @param except null for nobody
  synchronized void say(UUID tenantId, UUID chatId, @Nullable UUID except, ServerMessage message) {
    var clients = tenants.getOrDefault(tenantId, NOBODY).of(chatId);
    if (clients.isEmpty()) {
      return;
    }
    var text = Outlet.encode(message.json());
    for (var client : clients) {
      if (!client.id().equals(except) && sights.sees(client, chatId)) {
        client.outlet().offer(text.retainedDuplicate());
      }
    }
    text.release();
  }

  private void joinAt(LiveClient client, Cursor cursor, Consumer<Cursor> joined) {
    client.startAfter(cursor);
    joined.accept(cursor);
    tenants.computeIfAbsent(client.tenantId(), _ -> new Audience()).add(client);
  }

  // One event at a time, so that nobody who joins or leaves waits for a whole page.
  private synchronized void tell(Event event) {
    var clients = tenants.getOrDefault(event.tenantId(), NOBODY).of(event.chatId());
    position = event.cursor();
    if (clients.isEmpty()) {
      return;
    }
    try {
      var text = Outlet.encode(ServerMessage.json(event));
      clients.stream().filter(client -> sights.sees(client, event))
          .forEach(client -> client.tell(event.cursor(), text));
      text.release();
    } catch (RuntimeException | OutOfMemoryError e) {
      // Whoever has not been told must not go on as if it had; the node's other clients must.
      LOG.error("the event {} could not be told, its audience is closed", event.cursor(), e);
      clients.forEach(client -> client.outlet().close(CloseCode.TRY_AGAIN_LATER));
    }
  }

  private List<LiveClient> all() {
    return tenants.values().stream().flatMap(audience -> audience.members().stream()).toList();
  }
}
