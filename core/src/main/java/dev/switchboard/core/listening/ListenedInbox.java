package dev.switchboard.core.listening;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.database.DatabaseUnavailableException;
import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.Listening;
import dev.switchboard.core.webhook.FetchedItems;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the listener of an account puts what it has fetched, under one lease.
///
/// An item that cannot be stored for what is in it is refused twice; at the third time it is kept as it came, as unknown, so
/// that those behind it arrive. That the database is away, or that the lease is another's, is no item's fault.
public final class ListenedInbox implements Listening.Inbox {

  private static final Logger LOG = LoggerFactory.getLogger(ListenedInbox.class);
  private static final int TRIES = 3;

  private final Account account;
  private final Lease lease;
  private final Means means;
  private final Watcher watcher;
  private @Nullable String position;
  private @Nullable String stuckAt;
  private int tries;

  /// @param watcher told in the thread that listens
  public ListenedInbox(Account account, Lease lease, Means means, Watcher watcher) {
    this.account = account;
    this.lease = lease;
    this.means = means;
    this.watcher = watcher;
  }

  /// What every inbox of a node works with.
  ///
  /// @param lease how long a lease lasts
  public record Means(Leases leases, FetchedItems items, Duration lease) {}

  /// Who wants to know how it goes.
  public interface Watcher {

    /// The service has been reached.
    void reached();

    /// An item was stored; the lease lasts for its whole time from `begunNanos` on.
    void stored(long begunNanos);

    /// The database was away, so that it was not the service's fault.
    void databaseAway();

    /// Somebody else leads.
    void lost();
  }

  /// Reads from where to go on: before each beginning, because nobody may know whether the last item was stored.
  ///
  /// @throws LostLeaseException where somebody else leads
  public synchronized void begin() {
    try {
      position = means.leases.position(lease).orElse(null);
    } catch (LostLeaseException e) {
      watcher.lost();
      throw e;
    } catch (DatabaseUnavailableException e) {
      watcher.databaseAway();
      throw e;
    }
  }

  @Override
  public synchronized Optional<String> position() {
    return Optional.ofNullable(position);
  }

  @Override
  public void reached() {
    watcher.reached();
  }

  @Override
  public synchronized void put(String itsPosition, byte[] raw, List<InboundEvent> events,
      Map<String, byte[]> enclosed) {
    if (!Jsonb.storableText(itsPosition).equals(itsPosition)) {
      throw new IllegalArgumentException("a position with a character that cannot be stored");
    }
    var begun = System.nanoTime();
    try {
      store(new FetchedItems.Item(itsPosition, raw, events, enclosed));
    } catch (LostLeaseException e) {
      watcher.lost();
      throw e;
    } catch (DatabaseUnavailableException e) {
      watcher.databaseAway();
      throw e;
    } catch (DatabaseException e) {
      if (!e.isBadData()) {
        throw e;
      }
      passOver(itsPosition, raw, e);
    } catch (RuntimeException | StackOverflowError e) {
      passOver(itsPosition, raw, e);
    }
    position = itsPosition;
    stuckAt = null;
    watcher.stored(begun);
  }

  private void store(FetchedItems.Item item) {
    means.items.store(account, item,
        connection -> Leases.advance(connection, lease, item.position(), means.lease));
  }

  private void passOver(String itsPosition, byte[] raw, Throwable why) {
    tries = itsPosition.equals(stuckAt) ? tries + 1 : 1;
    stuckAt = itsPosition;
    if (tries < TRIES) {
      switch (why) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new IllegalStateException(why);
      }
    }
    // Not the exception's words: they may quote what is in the item.
    var kind = why instanceof DatabaseException e ? "SQLSTATE " + e.sqlState() : why.getClass().getSimpleName();
    LOG.warn("an item of account {} cannot be stored and is kept as it came, at {}: {}", account.id(), itsPosition,
        kind);
    store(new FetchedItems.Item(itsPosition, raw,
        List.of(new InboundEvent.Unknown("item", "it cannot be stored: " + kind)), Map.of()));
  }
}
