package dev.switchboard.worker.send;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.database.DatabaseUnavailableException;
import dev.switchboard.core.metric.EngineMetrics;
import dev.switchboard.core.outbox.Claimed;
import dev.switchboard.core.outbox.Outcome;
import dev.switchboard.core.outbox.Outcomes;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One call to a service, from its permit to its written outcome. Runs on a virtual thread of its own.
final class Call {

  private static final Logger LOG = LoggerFactory.getLogger(Call.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final SendResult NOT_CALLED = new SendResult.RetryLater(
      Failure.of(FailureReason.UNREACHABLE, "not called: the service is taken to be down"));

  private final Account account;
  private final Claimed claimed;
  private final Gate gate;
  private final Gate.Permits permits;
  private final Outcomes outcomes;

  /// @param permits of which one was taken for it
  Call(Account account, Claimed claimed, Gate gate, Gate.Permits permits, Outcomes outcomes) {
    this.account = account;
    this.claimed = claimed;
    this.gate = gate;
    this.permits = permits;
    this.outcomes = outcomes;
  }

  /// @param sent is run when the service has answered and the permit is free again
  /// @return whether there is something to claim behind it
  boolean run(Runnable sent) {
    Outcome outcome;
    try {
      outcome = send();
    } finally {
      permits.leave();
      sent.run();
    }
    return write(outcome);
  }

  private Outcome send() {
    var startedAt = Instant.now();
    if (claimed.withheld() != null) {
      return outcome(new SendResult.Rejected(claimed.withheld()), startedAt, false);
    }
    if (claimed.message().pastDeadline() || !gate.admit()) {
      return outcome(NOT_CALLED, startedAt, false);
    }
    var begun = System.nanoTime();
    var result = callProvider();
    var took = Duration.ofNanos(System.nanoTime() - begun);
    gate.record(result, took);
    EngineMetrics.sent(account.provider().name(), result, took);
    return outcome(result, startedAt, true);
  }

  // A provider never throws for what its service does, so this is a bug, and nobody knows how far the call came. Unrecorded
  // it would keep what the circuit breaker gave it for ever.
  private SendResult callProvider() {
    try {
      return account.provider().send(claimed.message());
    } catch (RuntimeException | Error e) {
      LOG.error("provider {} threw while sending message {}", account.provider().name(), claimed.message().id(), e);
      return new SendResult.Unconfirmed(Failure.of(FailureReason.UNKNOWN, "the provider failed"));
    }
  }

  private Outcome outcome(SendResult result, Instant startedAt, boolean called) {
    return new Outcome(claimed, result, startedAt, called, account.provider().capabilities().statusLookup());
  }

  // What the service said is worth keeping however long the database is away; only the end of the node ends this.
  private boolean write(Outcome outcome) {
    var pause = FIRST_PAUSE;
    while (true) {
      try {
        return outcomes.settle(outcome);
      } catch (DatabaseUnavailableException e) {
        if (!sleep(pause)) {
          LOG.warn("stopped before the outcome of message {} was written: its lease will run out",
              claimed.message().id());
          return false;
        }
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
      } catch (RuntimeException e) {
        LOG.error("the outcome of message {} could not be written: its lease will run out", claimed.message().id(), e);
        return false;
      }
    }
  }

  private static boolean sleep(Duration pause) {
    try {
      Thread.sleep(pause);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
