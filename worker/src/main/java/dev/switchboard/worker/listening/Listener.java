package dev.switchboard.worker.listening;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.listening.Lease;
import dev.switchboard.core.listening.ListenedInbox;
import dev.switchboard.core.spi.Listening;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens to one account, as it was configured when this began, under one lease: again and again, until it is told to stop.
/// When it has ended, the lease is given back.
///
/// One line is logged for each change of what an operator would call its state, and none for each try.
final class Listener implements ListenedInbox.Watcher {

  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
  // Whoever has been listened to for so long has been reached, whether or not it was said.
  private static final Duration LASTING = Duration.ofMinutes(1);

  private enum State {
    BEGINNING, UP, DOWN
  }

  private final Account account;
  private final Lease lease;
  private final ListenedInbox.Means means;
  private final Duration trustedFor;
  private final Consumer<Listener> ended;
  private final Pauses pauses;
  private final Thread thread;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private volatile long heldSince;
  private volatile boolean databaseAway;
  private volatile State state = State.BEGINNING;
  private volatile int failures;
  private volatile @Nullable Instant lastItemAt;

  /// @param heldSince the [System#nanoTime()] before the lease was taken
  /// @param ended is run when it has ended and the lease is given back, in its thread
  Listener(Account account, Lease lease, long heldSince, Means means, Consumer<Listener> ended) {
    this.account = account;
    this.lease = lease;
    this.heldSince = heldSince;
    this.means = means.inbox;
    this.trustedFor = means.configuration.trustedFor();
    this.ended = ended;
    this.pauses = new Pauses(means.configuration.firstPause(), means.configuration.longestPause(),
        () -> ThreadLocalRandom.current().nextDouble());
    this.lastItemAt = lease.lastItemAt();
    this.thread = Thread.ofVirtual().name("listening to " + account.id()).unstarted(this::run);
  }

  /// What every listener of a node works with.
  record Means(ListenedInbox.Means inbox, ListeningConfiguration configuration) {}

  void start() {
    thread.start();
  }

  Account account() {
    return account;
  }

  Lease lease() {
    return lease;
  }

  /// Ends it soon; does not wait for that.
  void stop() {
    // Once: a further interrupt would cut the connection that gives the lease back.
    if (stopping.compareAndSet(false, true)) {
      thread.interrupt();
    }
  }

  boolean stopping() {
    return stopping.get();
  }

  /// Whether it ended within the time.
  boolean join(Duration patience) throws InterruptedException {
    return thread.join(patience);
  }

  /// The lease lasts for its whole time from then on.
  void held(long sinceNanos) {
    heldSince = sinceNanos;
  }

  /// Whether the lease may be another's by now, by this node's own clock: where the node was frozen, or could not reach the
  /// database for too long.
  boolean mayBeLost() {
    return System.nanoTime() - heldSince > trustedFor.toNanos();
  }

  boolean isUp() {
    return state == State.UP;
  }

  /// In a row.
  int failures() {
    return failures;
  }

  /// When an item was last stored, whoever did; null where none was.
  @Nullable
  Instant lastItemAt() {
    return lastItemAt;
  }

  private void run() {
    var inbox = new ListenedInbox(account, lease, means, this);
    try {
      while (!stopping()) {
        listen(inbox);
      }
    } catch (InterruptedException e) {
      // Only who stops us interrupts us.
    } finally {
      stopping.set(true);
      giveBack();
      LOG.info("account {} is not listened to by this node any more", account.id());
      ended.accept(this);
    }
  }

  private void listen(ListenedInbox inbox) throws InterruptedException {
    databaseAway = false;
    // A provider may leave an interrupt behind that it has made itself.
    if (Thread.interrupted() && stopping()) {
      return;
    }
    var begun = System.nanoTime();
    String why;
    try {
      inbox.begin();
      ((Listening) account.provider()).listen(inbox);
      why = "it ended by itself";
    } catch (IOException e) {
      why = words(e);
    } catch (RuntimeException | Error e) {
      LOG.debug("listening to account {} failed", account.id(), e);
      why = e instanceof DatabaseException ? "the database: " + words(e) : words(e);
    }
    if (stopping()) {
      return;
    }
    if (databaseAway) {
      Thread.sleep(pauses.shortest());
      return;
    }
    if (System.nanoTime() - begun > LASTING.toNanos()) {
      pauses.reset();
    }
    failed(why);
    Thread.sleep(pauses.next());
  }

  private static String words(Throwable e) {
    return Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
  }

  private synchronized void failed(String why) {
    failures++;
    if (state != State.DOWN) {
      state = State.DOWN;
      LOG.warn("account {} cannot be listened to, it is tried again until it works: {}", account.id(), why);
    }
    try {
      means.leases().failed(lease, why);
    } catch (DatabaseException e) {
      LOG.debug("the failure of account {} is not noted: {}", account.id(), e.getMessage());
    }
  }

  @Override
  public synchronized void reached() {
    if (stopping() || state == State.UP) {
      return;
    }
    if (state == State.DOWN) {
      LOG.info("account {} is listened to again, after {} failures", account.id(), failures);
    } else {
      LOG.info("account {} is listened to by this node", account.id());
    }
    var hadFailed = failures > 0;
    state = State.UP;
    failures = 0;
    if (hadFailed) {
      try {
        means.leases().recovered(lease);
      } catch (DatabaseException e) {
        LOG.debug("the recovery of account {} is not noted: {}", account.id(), e.getMessage());
      }
    }
  }

  @Override
  public void stored(long begunNanos) {
    held(begunNanos);
    lastItemAt = Instant.now();
    pauses.reset();
    reached();
  }

  @Override
  public void databaseAway() {
    databaseAway = true;
  }

  @Override
  public void lost() {
    LOG.info("another node listens to account {} by now", account.id());
    stop();
  }

  private void giveBack() {
    // The interrupt that ended us must not end this: it would cut the connection.
    Thread.interrupted();
    try {
      means.leases().giveBack(lease);
    } catch (RuntimeException e) {
      LOG.info("the lease of account {} is left to run out: {}", account.id(), e.getMessage());
    }
  }
}
