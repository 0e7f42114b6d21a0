package dev.switchboard.core.message;

import dev.switchboard.core.spi.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is to become of some messages: collected first, then written by [Ledger#apply] in the transaction that locked them.
public final class Changes {

  /// A fact about a message.
  record Fact(LockedMessage message, int attempt, MessageStatus status, String participant,
      @Nullable Instant providerAt, @Nullable Failure failure, boolean applied) {}

  /// The result of a call to a service.
  ///
  /// @param nextDelay after which it is tried again; null where it is not
  record Attempt(LockedMessage message, long token, int attempt, String node, @Nullable Instant startedAt,
      AttemptResult result, @Nullable String providerMessageId, @Nullable Failure failure,
      @Nullable Duration nextDelay, boolean duplicate) {}

  /// A message's new status.
  record Move(LockedMessage message, MessageStatus status, @Nullable String providerMessageId) {}

  record Retry(long outboxId, Duration delay, boolean attemptGivenBack) {}

  record Check(LockedMessage message, Duration delay) {}

  final List<Fact> facts = new ArrayList<>();
  final List<Attempt> attempts = new ArrayList<>();
  final List<Move> moves = new ArrayList<>();
  final List<Long> finished = new ArrayList<>();
  final List<Retry> retries = new ArrayList<>();
  final List<Long> doubts = new ArrayList<>();
  final List<Check> checks = new ArrayList<>();
  final List<UUID> unchecked = new ArrayList<>();

  /// Records a fact, and moves the message's status where the fact is news. A fact is never thrown away: one that comes too
  /// late to move the status stands as not applied.
  ///
  /// @param providerMessageId becomes the message's id at the service; null to leave it
  /// @return the message as it stands after the move
  public LockedMessage fact(LockedMessage message, int attempt, MessageStatus status, String participant,
      @Nullable Instant providerAt, @Nullable Failure failure, @Nullable String providerMessageId) {
    var applied = message.status().successors().contains(status);
    facts.add(new Fact(message, attempt, status, participant, providerAt, failure, applied));
    if (!applied) {
      return message;
    }
    moves.removeIf(move -> move.message.id().equals(message.id()));
    moves.add(new Move(message, status, providerMessageId));
    return new LockedMessage(message.id(), message.tenantId(), message.chatId(), message.accountId(), message.lane(),
        status, message.policy(), message.waiting(), message.acceptedTokens());
  }

  /// Records a fact that has no more to it than a reason.
  public LockedMessage fact(LockedMessage message, int attempt, MessageStatus status, @Nullable Failure failure) {
    return fact(message, attempt, status, "", null, failure, null);
  }

  public void attempt(LockedMessage message, long token, int attempt, String node, @Nullable Instant startedAt,
      AttemptResult result, @Nullable String providerMessageId, @Nullable Failure failure) {
    attempts.add(new Attempt(message, token, attempt, node, startedAt, result, providerMessageId, failure, null,
        result == AttemptResult.ACCEPTED && message.acceptedTokens().stream().anyMatch(other -> other != token)));
  }

  /// Takes the message out of the outbox: nothing is left to be sent. The next of its chat and lane becomes its head.
  public void finish(LockedMessage message) {
    finished.add(waiting(message).id());
  }

  /// Lets go of the message, to be sent again after the delay. The last attempt recorded here says so.
  ///
  /// @param attemptGivenBack whether the attempt does not count
  public void retry(LockedMessage message, Duration delay, boolean attemptGivenBack) {
    retries.add(new Retry(waiting(message).id(), delay, attemptGivenBack));
    if (!attempts.isEmpty() && attempts.getLast().message.id().equals(message.id())) {
      var last = attempts.removeLast();
      attempts.add(new Attempt(last.message, last.token, last.attempt, last.node, last.startedAt, last.result,
          last.providerMessageId, last.failure, delay, last.duplicate));
    }
  }

  /// Keeps the message at the head of its chat, unsent, until its fate is known.
  public void doubt(LockedMessage message) {
    doubts.add(waiting(message).id());
  }

  /// Has the service asked about the message after the delay.
  public void check(LockedMessage message, Duration delay) {
    checks.add(new Check(message, delay));
  }

  /// Asks no more about the message.
  public void uncheck(LockedMessage message) {
    unchecked.add(message.id());
  }

  /// How many messages leave the outbox or change their place in it.
  public int size() {
    return finished.size() + retries.size() + doubts.size();
  }

  private static LockedMessage.Waiting waiting(LockedMessage message) {
    return Objects.requireNonNull(message.waiting(), "the message is not in the outbox");
  }
}
