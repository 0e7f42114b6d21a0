package dev.switchboard.core.event;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.SteadyConnection;
import dev.switchboard.core.doorbell.Doorbell;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the log of all tenants for this node: reads each event once and tells all subscribers.
///
/// Each event is told once, in the order of cursors, without gap, also when the database was away in between. It is told
/// some milliseconds after its commit, or when the last transaction that is older than its own has ended. Begins with the
/// first subscriber, at the end of the log; needs one connection outside the pool. Thread-safe.
@Singleton
public final class EventLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
  private static final Duration IDLE = Duration.ofSeconds(1);

  private final Database database;
  private final Doorbell doorbell;
  private final ReadingPace pace;
  private final HeldHorizon heldHorizon = new HeldHorizon();
  private final List<EventSubscriber> subscribers = new CopyOnWriteArrayList<>();
  private @Nullable SteadyConnection connection;
  private @Nullable AutoCloseable bell;
  private volatile @Nullable Cursor position;

  @Inject
  public EventLog(Database database, Doorbell doorbell) {
    this(database, doorbell, IDLE);
  }

  /// @param idle how long a bell that was lost may go unnoticed
  EventLog(Database database, Doorbell doorbell, Duration idle) {
    this.database = database;
    this.doorbell = doorbell;
    this.pace = new ReadingPace(idle);
  }

  /// Adds a subscriber. [EventSubscriber#begin] is called before this returns where the position is known, and otherwise
  /// as soon as the database has told it.
  public synchronized AutoCloseable subscribe(EventSubscriber subscriber) {
    var here = position;
    if (here != null) {
      subscriber.begin(here);
    }
    subscribers.add(subscriber);
    start();
    return () -> subscribers.remove(subscriber);
  }

  /// How old the oldest event is that subscribers have not been told, zero where they know all.
  ///
  /// More than some milliseconds when an old transaction holds the horizon back, or when the database is away.
  public Duration lag() {
    return pace.lag();
  }

  @Override
  @PreDestroy
  public synchronized void close() throws Exception {
    if (connection != null && bell != null) {
      connection.close();
      bell.close();
    }
  }

  private void start() {
    if (connection == null) {
      bell = doorbell.on("events", _ -> pace.wake());
      connection = new SteadyConnection(database, "switchboard-events", this::follow);
    }
  }

  private void follow(Connection connection) throws SQLException, InterruptedException {
    prepare(connection);
    var epochs = new EventEpochs(connection);
    try (var select = connection.prepareStatement(EventPage.OF_ALL)) {
      var at = resume(epochs);
      while (true) {
        var page = EventPage.ofAll(select, at);
        if (page.epoch() != at.epoch()) {
          at = beginEpoch(epochs, page.epoch());
        } else if (page.horizon() < at.xid()) {
          LOG.warn("transaction ids have gone back from {} to {}: the cluster was restored", at.xid(), page.horizon());
          at = beginEpoch(epochs, epochs.begin());
        } else {
          at = tell(page, at);
          heldHorizon.watch(connection, page.held());
          pace.await(page);
        }
      }
    }
  }

  // The statement runs for ever on tables whose statistics change by the minute: only its indexes will do.
  private static void prepare(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("""
          set plan_cache_mode = force_generic_plan;
          set enable_seqscan = off;
          set enable_bitmapscan = off;
          set enable_sort = off
          """);
    }
  }

  private Cursor resume(EventEpochs epochs) throws SQLException, InterruptedException {
    var epoch = epochs.check();
    var here = position;
    if (here == null) {
      return begin(epochs, epoch);
    }
    return here.epoch() == epoch ? here : beginEpoch(epochs, epoch);
  }

  private Cursor beginEpoch(EventEpochs epochs, int epoch) throws SQLException, InterruptedException {
    LOG.warn("the event log goes on in epoch {}", epoch);
    epochs.awaitOlderTransactions(epoch);
    return begin(epochs, epoch);
  }

  private Cursor begin(EventEpochs epochs, int epoch) throws SQLException {
    var end = EventPage.end(epochs.connection(), epoch);
    tell(end, subscriber -> subscriber.begin(end));
    return end;
  }

  private Cursor tell(EventPage page, Cursor after) {
    var next = page.next(after);
    tell(next, subscriber -> subscriber.events(page.events()));
    return next;
  }

  private synchronized void tell(Cursor next, Consumer<EventSubscriber> call) {
    position = next;
    for (var subscriber : subscribers) {
      try {
        call.accept(subscriber);
      } catch (RuntimeException e) {
        LOG.error("a subscriber of the event log failed", e);
      }
    }
  }
}
