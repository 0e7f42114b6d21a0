package dev.switchboard.bench.storm.audit;

import dev.switchboard.bench.storm.audit.DatabaseHistory.Attempt;
import dev.switchboard.bench.storm.audit.DatabaseHistory.Event;
import dev.switchboard.bench.storm.audit.DatabaseHistory.Fact;
import dev.switchboard.bench.storm.audit.DatabaseHistory.Stored;
import dev.switchboard.bench.storm.audit.DriverHistory.Answer;
import dev.switchboard.bench.storm.audit.DriverHistory.Cancel;
import dev.switchboard.bench.storm.audit.DriverHistory.Try;
import dev.switchboard.bench.storm.audit.DriverHistory.Wish;
import dev.switchboard.bench.storm.audit.LiveStream.Segment;
import dev.switchboard.bench.storm.audit.SimulatorHistory.Taken;
import dev.switchboard.core.event.Cursor;
import dev.switchboard.core.message.AttemptResult;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.MessageStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// The histories of a small run, told message by message, each done a second after the one before. Tests plant what is
/// wrong into the lists before the audit.
final class Run {

  static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final UUID CHAT = new UUID(0, 7);

  long attempted;
  final List<Try> tries = new ArrayList<>();
  final List<Cancel> cancels = new ArrayList<>();
  final List<Taken> taken = new ArrayList<>();
  final Set<String> written = new HashSet<>();
  final Set<String> posted = new HashSet<>();
  final List<Stored> outbound = new ArrayList<>();
  final List<String> inbound = new ArrayList<>();
  final Map<UUID, List<Fact>> facts = new HashMap<>();
  final Map<UUID, List<Attempt>> attempts = new HashMap<>();
  final List<Event> events = new ArrayList<>();
  final List<Cursor> heard = new ArrayList<>();
  final List<Freeze> freezes = new ArrayList<>();

  /// The message of a wish.
  static UUID id(long wish) {
    return new UUID(1, wish);
  }

  /// When the wish was handed in.
  static Instant at(long wish) {
    return BEGIN.plusSeconds(wish);
  }

  /// Accepted, and nothing more.
  void accepted(long wish, DeliveryPolicy policy) {
    asked(wish, Answer.ACCEPTED);
    stored(wish, policy);
  }

  void asked(long wish, Answer answer) {
    attempted++;
    var wanted = new Wish(wish, "+5511999990001", 1, "key-" + wish, null);
    tries.add(new Try(wanted, wish, 0, at(wish), at(wish).plusMillis(500), answer,
        answer == Answer.ACCEPTED ? id(wish) : null));
  }

  void stored(long wish, DeliveryPolicy policy) {
    outbound.add(new Stored(id(wish), CHAT, wish, 1, policy, MessageStatus.QUEUED, null, false));
    event("message_sent", id(wish), null);
  }

  /// Sent by its first attempt, delivered, and told by receipts.
  void delivered(long wish) {
    arrived(wish, 1);
    attempt(wish, 1, AttemptResult.ACCEPTED, false);
    moved(wish, MessageStatus.SENT);
    moved(wish, MessageStatus.DELIVERED);
    posted.add("sbx-" + id(wish) + "-1/delivered/0");
  }

  void arrived(long wish, int attempt) {
    taken.add(new Taken("sbx-" + id(wish) + "-" + attempt, id(wish), attempt, at(wish).plusMillis(600 + attempt)));
  }

  void attempt(long wish, int number, AttemptResult result, boolean duplicate) {
    attempts.computeIfAbsent(id(wish), _ -> new ArrayList<>())
        .add(new Attempt(number, result, "host/42", at(wish).plusMillis(550), duplicate));
  }

  /// A fact, the row's new status and the event.
  void moved(long wish, MessageStatus status) {
    facts.computeIfAbsent(id(wish), _ -> new ArrayList<>()).add(new Fact(status, true, "WHY"));
    change(wish, message -> new Stored(message.id(), message.chatId(), message.wish(), message.lane(), message.policy(),
        status, null, message.waiting()));
    event("message_status_updated", id(wish), status);
  }

  void change(long wish, UnaryOperator<Stored> how) {
    outbound.replaceAll(message -> message.id().equals(id(wish)) ? how.apply(message) : message);
  }

  private void event(String kind, UUID messageId, MessageStatus status) {
    var cursor = new Cursor(1, 100 + events.size(), 1 + events.size());
    events.add(new Event(cursor, kind, messageId, status));
    heard.add(cursor);
  }

  /// All violations, each with the promise that it breaks.
  List<String> audit() {
    var stream = new LiveStream("client 1", List.of(new Segment(new Cursor(1, 1, 0), null, heard)));
    return Auditor.audit(new Histories(new DriverHistory(attempted, tries, cancels),
        new SimulatorHistory(taken, written, posted),
        new DatabaseHistory(outbound, inbound, facts, attempts, events, Set.of()), List.of(stream), freezes))
        .stream().flatMap(verdict -> verdict.violations().stream()).toList();
  }
}
