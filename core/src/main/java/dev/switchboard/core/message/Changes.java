package dev.switchboard.core.message;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.switchboard.core.spi.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is to become of some messages: collected first, then written by [Ledger#apply] in the transaction that locked them.
public final class Changes {

  /// A fact about a message.
  ///
  /// @param applied whether it moves the message's status
  record Fact(LockedMessage message, int attempt, MessageStatus status, String participant,
      @Nullable Instant providerAt, @Nullable Failure failure, boolean applied) {

    // The event of the move, but for the time at its end, which is the database's.
    String event() {
      var json = new StringBuilder(192)
          .append("{\"messageId\":\"").append(message.id())
          .append("\",\"chatId\":\"").append(message.chatId())
          .append("\",\"status\":\"").append(status).append('"');
      if (attempt != 0) {
        json.append(",\"attempt\":").append(attempt);
      }
      append(json, "participant", participant.isEmpty() ? null : participant);
      append(json, "reason", failure == null ? null : failure.reason().name());
      append(json, "code", failure == null ? null : failure.code());
      return json.append(",\"at\":").toString();
    }

    private static void append(StringBuilder json, String name, @Nullable String value) {
      if (value != null) {
        json.append(",\"").append(name).append("\":\"");
        JsonStringEncoder.getInstance().quoteAsString(value, json);
        json.append('"');
      }
    }
  }

  /// The result of a call to a service.
  ///
  /// @param nextDelay after which it is tried again; null where it is not
  record Attempt(LockedMessage message, long token, int attempt, String node, @Nullable Instant startedAt,
      AttemptResult result, @Nullable String providerMessageId, @Nullable Failure failure,
      @Nullable Duration nextDelay, boolean duplicate) {}

  record Retry(UUID messageId, Duration delay, boolean attemptGivenBack) {}

  record Check(LockedMessage message, Duration delay) {}

  final List<Fact> facts = new ArrayList<>();
  final List<Attempt> attempts = new ArrayList<>();
  /// The fact that each message's status ends at.
  final Map<UUID, Fact> moves = new LinkedHashMap<>();
  final List<UUID> finished = new ArrayList<>();
  final List<Retry> retries = new ArrayList<>();
  final List<UUID> doubts = new ArrayList<>();
  final List<Check> checks = new ArrayList<>();
  final List<UUID> unchecked = new ArrayList<>();

  /// Records a fact, and moves the message's status where the fact is news. A fact is never thrown away: one that comes too
  /// late to move the status stands as not applied.
  ///
  /// @return the message as it stands after the move
  public LockedMessage fact(LockedMessage message, int attempt, MessageStatus status, String participant,
      @Nullable Instant providerAt, @Nullable Failure failure) {
    var applied = message.status().successors().contains(status);
    var fact = new Fact(message, attempt, status, participant, providerAt, failure, applied);
    facts.add(fact);
    if (!applied) {
      return message;
    }
    moves.put(message.id(), fact);
    return new LockedMessage(message.id(), message.tenantId(), message.chatId(), message.accountId(), message.lane(),
        status, message.policy(), message.waiting(), message.acceptedTokens());
  }

  /// Records a fact that has no more to it than a reason.
  public LockedMessage fact(LockedMessage message, int attempt, MessageStatus status, @Nullable Failure failure) {
    return fact(message, attempt, status, "", null, failure);
  }

  public void attempt(LockedMessage message, long token, int attempt, String node, @Nullable Instant startedAt,
      AttemptResult result, @Nullable String providerMessageId, @Nullable Failure failure) {
    attempts.add(new Attempt(message, token, attempt, node, startedAt, result, providerMessageId, failure, null,
        result == AttemptResult.ACCEPTED && message.acceptedTokens().stream().anyMatch(other -> other != token)));
  }

  /// Takes the message out of the outbox: nothing is left to be sent. The next of its chat and lane becomes its head.
  public void finish(LockedMessage message) {
    finished.add(waiting(message));
  }

  /// Lets go of the message, to be sent again after the delay. The last attempt recorded here says so.
  ///
  /// @param attemptGivenBack whether the attempt does not count
  public void retry(LockedMessage message, Duration delay, boolean attemptGivenBack) {
    retries.add(new Retry(waiting(message), delay, attemptGivenBack));
    if (!attempts.isEmpty() && attempts.getLast().message.id().equals(message.id())) {
      var last = attempts.removeLast();
      attempts.add(new Attempt(last.message, last.token, last.attempt, last.node, last.startedAt, last.result,
          last.providerMessageId, last.failure, delay, last.duplicate));
    }
  }

  /// Keeps the message at the head of its chat, unsent, until its fate is known.
  public void doubt(LockedMessage message) {
    doubts.add(waiting(message));
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

  private static UUID waiting(LockedMessage message) {
    Objects.requireNonNull(message.waiting(), "the message is not in the outbox");
    return message.id();
  }
}
