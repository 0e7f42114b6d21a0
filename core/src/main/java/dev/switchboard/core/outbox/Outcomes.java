package dev.switchboard.core.outbox;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.GroupCommit;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.message.AttemptResult;
import dev.switchboard.core.message.Changes;
import dev.switchboard.core.message.Ledger;
import dev.switchboard.core.message.LockedMessage;
import dev.switchboard.core.message.MessageStatus;
import dev.switchboard.core.message.WindowRuling;
import dev.switchboard.core.receipt.Receipts;
import dev.switchboard.core.route.Ways;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.task.MessageSend;
import dev.switchboard.core.task.Wakeups;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes how calls to services ended: attempt, status, fact, event and outbox, many messages in one transaction.
///
/// A worker that has lost its lease always gets its attempt written, as it is true; what it says about the outbox counts
/// only under its fencing number. Thread-safe; blocks until the commit.
@Singleton
public final class Outcomes {

  private static final int BATCH = 200;
  // Not at once, or a drain would claim and release without end.
  private static final Duration RELEASED_FOR = Duration.ofMillis(500);

  private record Settled(Set<MessageSend> promoted) {}

  private final Database database;
  private final OutboxSettings settings;
  private final Receipts receipts;
  private final Doorbell doorbell;
  private final Wakeups wakeups;
  private final GroupCommit<Outcome, Settled> commits = new GroupCommit<>(BATCH, 1, this::write);

  public Outcomes(Database database, OutboxSettings settings, Receipts receipts, Doorbell doorbell, Wakeups wakeups) {
    this.database = database;
    this.settings = settings;
    this.receipts = receipts;
    this.doorbell = doorbell;
    this.wakeups = wakeups;
  }

  /// Returns when the outcome is written and whatever follows in the chat can be claimed.
  ///
  /// @return whether something follows in the lane of the message itself, for whose drain nobody is woken: it is to claim
  public boolean settle(Outcome outcome) {
    var own = new MessageSend(outcome.claimed().accountId(), outcome.claimed().lane());
    var promoted = commits.submit(outcome).promoted;
    promoted.stream().filter(lane -> !lane.equals(own)).forEach(wakeups::wake);
    return promoted.contains(own);
  }

  private List<Settled> write(List<Outcome> outcomes) {
    var promoted = database.transaction(connection -> apply(connection, outcomes));
    doorbell.ring("events");
    foldWaitingReceipts(outcomes);
    return Collections.nCopies(outcomes.size(), new Settled(promoted));
  }

  private Set<MessageSend> apply(Connection connection, List<Outcome> outcomes) throws SQLException {
    pauseThrottledAccounts(connection, outcomes);
    var promoted = new HashSet<MessageSend>();
    var left = outcomes;
    while (!left.isEmpty()) {
      // A stale worker's outcome may come together with that of the worker who has the message now: each is decided on what
      // the one before has left.
      var round = new LinkedHashMap<UUID, Outcome>();
      var others = new ArrayList<Outcome>();
      for (var outcome : left) {
        if (round.putIfAbsent(messageId(outcome), outcome) != null) {
          others.add(outcome);
        }
      }
      promoted.addAll(apply(connection, round));
      left = others;
    }
    pauseThrottledRecipients(connection, outcomes);
    return promoted;
  }

  private Set<MessageSend> apply(Connection connection, Map<UUID, Outcome> outcomes) throws SQLException {
    var changes = new Changes();
    var messages = Ledger.lock(connection, outcomes.keySet());
    // Only what was surely not sent may go another way.
    var ways = Ways.read(connection, outcomes.values().stream().filter(Outcome::surelyNotSent).map(Outcomes::messageId)
        .toList());
    messages.forEach((id, message) -> settle(changes, message, Objects.requireNonNull(outcomes.get(id)), ways.get(id)));
    return Ledger.apply(connection, changes);
  }

  private static UUID messageId(Outcome outcome) {
    return outcome.claimed().message().id();
  }

  private void settle(Changes changes, LockedMessage message, Outcome outcome, @Nullable Ways ways) {
    var withheld = outcome.claimed().withheld();
    if (withheld != null) {
      withhold(changes, message, outcome, withheld, ways);
      return;
    }
    if (!outcome.called()) {
      release(changes, message, outcome);
      return;
    }
    if (outcome.claimed().ruling() instanceof WindowRuling.Instead(var content, var decision)) {
      changes.substitute(message, content);
      changes.decide(message, decision);
    }
    switch (outcome.result()) {
      case SendResult.Accepted accepted -> accept(changes, message, outcome, accepted);
      case SendResult.RetryLater later -> retry(changes, message, outcome, later, ways);
      case SendResult.Rejected rejected -> reject(changes, message, outcome, rejected.failure(), ways);
      case SendResult.Unconfirmed unconfirmed -> doubt(changes, message, outcome, unconfirmed.failure());
    }
  }

  // It was not handed to the service. Of one that may have been sent before, nobody can say that it was not.
  private static void withhold(Changes changes, LockedMessage message, Outcome outcome, Failure failure,
      @Nullable Ways ways) {
    if (!message.heldUnder(outcome.claimed().token())) {
      return;
    }
    changes.uncheck(message);
    if (message.over()) {
      changes.finish(message);
      return;
    }
    if (outcome.claimed().ruling() instanceof WindowRuling.Refused(_, var decision)) {
      changes.decide(message, decision);
    }
    var mayHaveCome = message.status() == MessageStatus.UNCONFIRMED;
    var detour = ways == null || mayHaveCome ? Optional.<Ways.Detour>empty() : ways.afterFailure(failure);
    if (detour.isPresent()) {
      changes.reroute(message, detour.get());
      return;
    }
    changes.finish(message);
    if (!mayHaveCome) {
      changes.fact(message, 0, MessageStatus.FAILED, failure);
    }
  }

  private static void release(Changes changes, LockedMessage message, Outcome outcome) {
    if (!message.heldUnder(outcome.claimed().token())) {
      return;
    }
    if (message.over()) {
      changes.finish(message);
    } else {
      changes.retry(message, RELEASED_FOR, true);
    }
  }

  // The service took it: that is so whoever holds the message now. What another worker is sending at this moment cannot be
  // stopped; its outcome will find the message sent and take it out of the outbox.
  private void accept(Changes changes, LockedMessage message, Outcome outcome, SendResult.Accepted accepted) {
    var claimed = outcome.claimed();
    var attempt = claimed.message().attempt();
    attempt(changes, message, outcome, AttemptResult.ACCEPTED, accepted.providerMessageId(), null);
    var waiting = message.waiting();
    if (waiting != null && (waiting.token() == claimed.token() || !waiting.leased())) {
      changes.finish(message);
    }
    if (outcome.receiptsCanBeAskedFor()) {
      changes.check(message, settings.receiptPatience());
    } else {
      changes.uncheck(message);
    }
    changes.fact(message, attempt, MessageStatus.SENT, null);
  }

  private void retry(Changes changes, LockedMessage message, Outcome outcome, SendResult.RetryLater later,
      @Nullable Ways ways) {
    var claimed = outcome.claimed();
    var failure = later.failure();
    attempt(changes, message, outcome, AttemptResult.RETRY_LATER, null, failure);
    if (!message.heldUnder(claimed.token())) {
      return;
    }
    if (message.over()) {
      changes.finish(message);
      return;
    }
    var throttled = failure.reason().costsNoAttempt();
    var attempt = claimed.message().attempt();
    var before = ways == null ? 0 : ways.current().attemptsBefore();
    var delay = failure.reason() == FailureReason.RECIPIENT_THROTTLED
        ? Optional.of(RetryDelays.ofRecipient(throttledBefore(claimed), later.retryAfter()))
        : RetryDelays.next(settings.retryDelays(), Math.max(1, attempt - before), throttled, later.retryAfter());
    var detour = ways == null
        ? Optional.<Ways.Detour>empty()
        : delay.map(wait -> ways.insteadOfWaiting(failure, wait)).orElseGet(() -> ways.afterFailure(failure));
    if (detour.isPresent()) {
      changes.reroute(message, detour.get());
    } else if (delay.isPresent()) {
      changes.retry(message, delay.get(), throttled);
    } else {
      changes.finish(message);
      changes.fact(message, attempt, MessageStatus.FAILED, failure);
      return;
    }
    if (message.status() == MessageStatus.QUEUED) {
      changes.fact(message, attempt, MessageStatus.SENDING, failure);
    }
  }

  // Each claim takes a fencing number and each retry the next, whereas a throttle gives its attempt back.
  private static int throttledBefore(Claimed claimed) {
    return (int) Math.min((claimed.token() + 1) / 2 - claimed.message().attempt(), Integer.MAX_VALUE);
  }

  private static void reject(Changes changes, LockedMessage message, Outcome outcome, Failure failure,
      @Nullable Ways ways) {
    attempt(changes, message, outcome, AttemptResult.REJECTED, null, failure);
    if (!message.heldUnder(outcome.claimed().token())) {
      return;
    }
    changes.uncheck(message);
    var attempt = outcome.claimed().message().attempt();
    var detour = ways == null || message.over() ? Optional.<Ways.Detour>empty() : ways.afterFailure(failure);
    if (detour.isPresent()) {
      changes.reroute(message, detour.get());
      if (message.status() == MessageStatus.QUEUED) {
        changes.fact(message, attempt, MessageStatus.SENDING, failure);
      }
      return;
    }
    changes.finish(message);
    if (!message.sent()) {
      changes.fact(message, attempt, MessageStatus.FAILED, failure);
    }
  }

  private void doubt(Changes changes, LockedMessage message, Outcome outcome, Failure failure) {
    attempt(changes, message, outcome, AttemptResult.UNCONFIRMED, null, failure);
    if (!message.heldUnder(outcome.claimed().token())) {
      return;
    }
    if (message.over()) {
      changes.finish(message);
      return;
    }
    changes.doubt(message);
    changes.check(message, settings.checkDelays().getFirst());
    changes.fact(message, outcome.claimed().message().attempt(), MessageStatus.UNCONFIRMED, failure);
  }

  private static void attempt(Changes changes, LockedMessage message, Outcome outcome, AttemptResult result,
      @Nullable String providerMessageId,
      @Nullable Failure failure) {
    var claimed = outcome.claimed();
    changes.attempt(message, claimed.accountId(), claimed.token(), claimed.message().attempt(), claimed.node(),
        outcome.startedAt(), result, providerMessageId, failure);
  }

  // What a service says to one message it means for the account, so all of the account's messages wait.
  private static void pauseThrottledAccounts(Connection connection, List<Outcome> outcomes) throws SQLException {
    var pauses = new TreeMap<UUID, Duration>();
    for (var outcome : outcomes) {
      if (outcome.result() instanceof SendResult.RetryLater later && later.retryAfter() != null
          && later.failure().reason() == FailureReason.THROTTLED) {
        pauses.merge(outcome.claimed().accountId(), later.retryAfter(), (a, b) -> a.compareTo(b) > 0 ? a : b);
      }
    }
    for (var pause : pauses.entrySet()) {
      AccountRates.pause(connection, pause.getKey(), pause.getValue());
    }
  }

  // What a service says of one recipient holds for all lanes of their chat, and for nobody else.
  private static void pauseThrottledRecipients(Connection connection, List<Outcome> outcomes) throws SQLException {
    var pauses = new HashMap<UUID, PairRates.Pause>();
    for (var outcome : outcomes) {
      if (outcome.result() instanceof SendResult.RetryLater(var failure, var retryAfter)
          && failure.reason() == FailureReason.RECIPIENT_THROTTLED) {
        var claimed = outcome.claimed();
        pauses.merge(claimed.message().chatId(), new PairRates.Pause(claimed.accountId(),
            RetryDelays.leastOfRecipient(throttledBefore(claimed), retryAfter)), PairRates.Pause::longer);
      }
    }
    PairRates.pause(connection, pauses);
  }

  // A receipt that came before its message was known is waiting. It looked for the message after it had committed, as this
  // looks for it after this has: one of the two sees the other.
  private void foldWaitingReceipts(List<Outcome> outcomes) {
    Map<UUID, List<String>> accepted = outcomes.stream()
        .filter(outcome -> outcome.result() instanceof SendResult.Accepted)
        .collect(Collectors.groupingBy(outcome -> outcome.claimed().accountId(),
            Collectors.mapping(outcome -> ((SendResult.Accepted) outcome.result()).providerMessageId(),
                Collectors.toList())));
    accepted.forEach(receipts::foldWaiting);
  }
}
