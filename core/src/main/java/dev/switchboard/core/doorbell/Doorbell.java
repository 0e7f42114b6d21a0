package dev.switchboard.core.doorbell;

import dev.switchboard.core.database.Database;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Rings on this node and on all nodes of the same database.
///
/// A ring is a topic: `events`, `task`, `lane <accountId> <laneCode>`, `changed <table> <id>`, `live <json>`,
/// `assignment`. It reaches listeners of this node at once, in the ringing thread, and those of other nodes a few
/// milliseconds later by NOTIFY on a connection of its own, so that no data transaction waits for the lock that NOTIFY takes
/// at commit. Rings may be lost (the database was away) and may be heard twice, in any order: whoever listens looks at the
/// rows, and looks again when [#onReconnect] says so. The database's triggers ring `changed …` by the channel
/// `switchboard_changed`.
///
/// Thread-safe. Needs two connections outside the pool, and connections straight to PostgreSQL: a proxy that pools
/// transactions loses LISTEN.
@Singleton
public final class Doorbell implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Doorbell.class);

  private record Listener(String prefix, Consumer<String> hear) {}

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> reconnectListeners = new CopyOnWriteArrayList<>();
  private final Announcements announcements;
  private final NotificationReader reader;

  public Doorbell(Database database) {
    this.announcements = new Announcements(database);
    this.reader = new NotificationReader(database, this::heard, this::reconnected);
  }

  /// Rings a topic. Never throws and never waits for the database.
  ///
  /// @param topic at most [Announcements#MAX_BYTES] bytes of UTF-8; a longer one is heard on this node only
  public void ring(String topic) {
    deliver(topic);
    announcements.add(topic);
  }

  /// Rings a topic on all nodes but this one. As [#ring] otherwise.
  public void ringOthers(String topic) {
    announcements.add(topic);
  }

  /// Calls the listener for each ring whose topic begins with the prefix, until the answer is closed.
  ///
  /// The listener runs in the thread that rings: it must be quick and must not block. What it throws is logged.
  public AutoCloseable on(String topicPrefix, Consumer<String> listener) {
    var added = new Listener(topicPrefix, listener);
    listeners.add(added);
    return () -> listeners.remove(added);
  }

  /// Calls the listener whenever rings of other nodes may have been lost and are heard again from now on, also when the
  /// first connection stands. It runs in the listening thread and holds up all rings of other nodes while it runs.
  public AutoCloseable onReconnect(Runnable listener) {
    reconnectListeners.add(listener);
    return () -> reconnectListeners.remove(listener);
  }

  @Override
  @PreDestroy
  public void close() {
    reader.close();
    announcements.close();
  }

  private void heard(String topic, int senderPid) {
    if (!announcements.isOurs(senderPid)) {
      deliver(topic);
    }
  }

  private void deliver(String topic) {
    for (var listener : listeners) {
      if (topic.startsWith(listener.prefix)) {
        guarded(() -> listener.hear.accept(topic));
      }
    }
  }

  private void reconnected() {
    reconnectListeners.forEach(Doorbell::guarded);
  }

  private static void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.error("a listener of the doorbell failed", e);
    }
  }
}
