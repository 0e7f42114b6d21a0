package dev.switchboard.worker.send;

import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.route.AccountHealth;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches how this node's calls for one account end, and tells all nodes when the account cannot send: its circuit breaker
/// is open, or its service refuses it for the account's own fault again and again. Thread-safe; never waits for the
/// database.
final class AccountWatch {

  private static final Logger LOG = LoggerFactory.getLogger(AccountWatch.class);
  private static final int REFUSALS = 3;
  private static final Duration REFUSED_FOR = Duration.ofMinutes(1);

  private final UUID accountId;
  private final String node;
  private final AccountHealth health;
  private final Executor writer;
  private final AtomicInteger refusals = new AtomicInteger();
  // What the last call that counts against the service said.
  private final AtomicReference<FailureReason> last = new AtomicReference<>(FailureReason.UNREACHABLE);
  private volatile boolean reported;

  /// @param writer where the database is written
  AccountWatch(UUID accountId, String node, AccountHealth health, Executor writer) {
    this.accountId = accountId;
    this.node = node;
    this.health = health;
    this.writer = writer;
  }

  /// A call has ended.
  void saw(SendResult result) {
    switch (result) {
      case SendResult.Accepted _ -> saw((Failure) null);
      case SendResult.RetryLater later -> saw(later.failure());
      case SendResult.Rejected rejected -> saw(rejected.failure());
      case SendResult.Unconfirmed unconfirmed -> saw(unconfirmed.failure());
    }
  }

  private void saw(@Nullable Failure failure) {
    if (failure == null) {
      refusals.set(0);
      if (reported) {
        well();
      }
    } else if (failure.reason().fault() == FailureReason.Fault.ACCOUNT) {
      // Told once for so many, as a campaign may be refused thousands of times.
      if (refusals.incrementAndGet() % REFUSALS == 0) {
        ill(failure.reason(), REFUSED_FOR);
      }
    } else if (failure.reason().countsAgainstService()) {
      last.set(failure.reason());
    }
  }

  /// The account's breaker has opened.
  ///
  /// @param rest how long before it lets a call through again
  void rests(Duration rest) {
    // Twice as long, so that the others still know it while the next calls are tried.
    ill(last.get(), rest.multipliedBy(2));
  }

  /// The account's breaker has closed.
  void well() {
    reported = false;
    write(() -> health.clear(accountId, node));
  }

  private void ill(FailureReason reason, Duration lasting) {
    reported = true;
    write(() -> health.report(accountId, node, reason.name(), lasting));
  }

  private void write(Runnable write) {
    writer.execute(() -> {
      try {
        write.run();
      } catch (DatabaseException e) {
        LOG.info("the health of account {} is not told to other nodes: {}", accountId, e.getMessage());
      }
    });
  }
}
