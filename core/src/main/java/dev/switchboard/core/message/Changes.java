package dev.switchboard.core.message;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.switchboard.core.consent.FailedAddresses;
import dev.switchboard.core.route.Ways;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
  /// @param details what a service said besides, by name
  /// @param applied whether it moves the message's status
  record Fact(LockedMessage message, int attempt, MessageStatus status, String participant,
      @Nullable Instant providerAt, @Nullable Failure failure, Map<String, String> details, boolean applied) {

    // Of an attempt, so the service says it; what we did not even hand to it, we knew.
    private boolean saysWindowClosed() {
      return attempt > 0 && status == MessageStatus.FAILED && failure != null
          && failure.reason() == FailureReason.WINDOW_CLOSED;
    }

    private List<Object> key() {
      return List.of(message.id(), attempt, status, participant);
    }

    // The same fact again is worth what it says besides.
    private Fact or(Fact again) {
      return details.isEmpty() && !again.details.isEmpty()
          ? new Fact(message, attempt, status, participant, providerAt, failure, again.details, applied)
          : this;
    }

    // The event of the move, but for the time at its end, which is the database's.
    private String event(MessageStatus previous) {
      var json = new StringBuilder(256)
          .append("{\"messageId\":\"").append(message.id())
          .append("\",\"chatId\":\"").append(message.chatId())
          .append("\",\"accountId\":\"").append(message.accountId())
          .append("\",\"previous\":\"").append(previous)
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
  /// @param accountId whose service was called; the message may have gone another way since
  /// @param nextDelay after which it is tried again; null where it is not
  record Attempt(LockedMessage message, UUID accountId, long token, int attempt, String node,
      @Nullable Instant startedAt,
      AttemptResult result, @Nullable String providerMessageId, @Nullable Failure failure,
      @Nullable Duration nextDelay, boolean duplicate) {}

  record Retry(UUID messageId, Duration delay, boolean attemptGivenBack) {}

  record Check(LockedMessage message, Duration delay) {}

  record Reroute(LockedMessage message, Ways.Detour detour) {}

  record Substitution(LockedMessage message, Content content) {}

  private final Map<Object, Fact> facts = new LinkedHashMap<>();
  final List<Attempt> attempts = new ArrayList<>();
  /// The fact that each message's status ends at.
  final Map<UUID, Fact> moves = new LinkedHashMap<>();
  // The status that each of these messages had when it was locked.
  private final Map<UUID, MessageStatus> before = new HashMap<>();
  final List<UUID> finished = new ArrayList<>();
  final List<Retry> retries = new ArrayList<>();
  final List<UUID> doubts = new ArrayList<>();
  final List<Check> checks = new ArrayList<>();
  final List<UUID> unchecked = new ArrayList<>();
  final List<Reroute> reroutes = new ArrayList<>();
  final List<Substitution> substitutions = new ArrayList<>();
  final List<Decisions.About> decisions = new ArrayList<>();
  /// Messages whose service says that the window was closed when it was called.
  final List<LockedMessage> outsideWindow = new ArrayList<>();

  /// Records a fact, and moves the message's status where the fact is news. A fact is never thrown away: one that comes too
  /// late to move the status stands as not applied.
  ///
  /// @return the message as it stands after the move
  public LockedMessage fact(LockedMessage message, int attempt, DeliveryReport report) {
    var status = MessageStatus.of(report.status());
    return fact(
        new Fact(message, attempt, status, report.participant(), report.at(), report.failure(), report.details(),
            message.status().successors().contains(status)));
  }

  /// Records a report that has nothing to say about the message's status any more, as of a way that it has left.
  public void note(LockedMessage message, int attempt, DeliveryReport report) {
    fact(new Fact(message, attempt, MessageStatus.of(report.status()), report.participant(), report.at(),
        report.failure(),
        report.details(), false));
  }

  /// Records a fact that no service reported.
  public LockedMessage fact(LockedMessage message, int attempt, MessageStatus status, @Nullable Failure failure) {
    return fact(new Fact(message, attempt, status, "", null, failure, Map.of(),
        message.status().successors().contains(status)));
  }

  private LockedMessage fact(Fact fact) {
    facts.merge(fact.key(), fact, Fact::or);
    var message = fact.message;
    if (fact.saysWindowClosed()) {
      outsideWindow.add(message);
    }
    if (!fact.applied) {
      return message;
    }
    before.putIfAbsent(message.id(), message.status());
    moves.put(message.id(), fact);
    return new LockedMessage(message.id(), message.tenantId(), message.chatId(), message.accountId(), message.lane(),
        fact.status, message.policy(), message.waiting(), message.acceptedTokens());
  }

  /// Tells of a move: one event for all that happens to a message at once.
  String event(Fact move) {
    return move.event(Objects.requireNonNull(before.get(move.message.id())));
  }

  /// The messages that failed because of their address, as it seems, and why.
  Map<UUID, FailureReason> badAddresses() {
    var bad = new HashMap<UUID, FailureReason>();
    moves.forEach((id, fact) -> {
      if (fact.status == MessageStatus.FAILED && fact.failure != null
          && FailedAddresses.mayShow(fact.failure.reason())) {
        bad.put(id, fact.failure.reason());
      }
    });
    // Written before the message gets another recipient.
    reroutes.forEach(reroute -> {
      var reason = reroute.detour.why().reason();
      if (FailedAddresses.mayShow(reason)) {
        bad.put(reroute.message.id(), reason);
      }
    });
    return bad;
  }

  List<Fact> facts() {
    return List.copyOf(facts.values());
  }

  /// Records a call to the service of the message's own account.
  public void attempt(LockedMessage message, long token, int attempt, String node, @Nullable Instant startedAt,
      AttemptResult result, @Nullable String providerMessageId, @Nullable Failure failure) {
    attempt(message, message.accountId(), token, attempt, node, startedAt, result, providerMessageId, failure);
  }

  /// Records a call to the service of an account.
  public void attempt(LockedMessage message, UUID accountId, long token, int attempt, String node,
      @Nullable Instant startedAt, AttemptResult result, @Nullable String providerMessageId,
      @Nullable Failure failure) {
    attempts.add(new Attempt(message, accountId, token, attempt, node, startedAt, result, providerMessageId, failure,
        null, result == AttemptResult.ACCEPTED && message.isReceivedByAnotherThan(token)));
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
      attempts.add(
          new Attempt(last.message, last.accountId, last.token, last.attempt, last.node, last.startedAt, last.result,
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

  /// Has the message go another way. It waits in its chat as before, at the head where it was there.
  public void reroute(LockedMessage message, Ways.Detour detour) {
    if (reroutes.stream().noneMatch(reroute -> reroute.message.id().equals(message.id()))) {
      reroutes.add(new Reroute(message, detour));
      if (detour.why().reason() == FailureReason.WINDOW_CLOSED) {
        outsideWindow.add(message);
      }
    }
  }

  /// Takes back that the message goes another way: it has arrived.
  public void stay(LockedMessage message) {
    reroutes.removeIf(reroute -> reroute.message.id().equals(message.id()));
  }

  /// Something else was sent than what was handed in: from now on the message is that.
  public void substitute(LockedMessage message, Content content) {
    substitutions.add(new Substitution(message, content));
  }

  /// Keeps for the message's timeline what was decided about it.
  public void decide(LockedMessage message, Decision decision) {
    decisions.add(new Decisions.About(message.id(), message.tenantId(), decision));
  }

  /// How many messages leave the outbox or change their place in it.
  public int size() {
    return finished.size() + retries.size() + doubts.size() + reroutes.size();
  }

  private static UUID waiting(LockedMessage message) {
    Objects.requireNonNull(message.waiting(), "the message is not in the outbox");
    return message.id();
  }
}
