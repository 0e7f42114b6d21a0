package dev.switchboard.bench.storm.audit;

import dev.switchboard.bench.storm.audit.DatabaseHistory.Event;
import dev.switchboard.bench.storm.audit.DatabaseHistory.Fact;
import dev.switchboard.core.message.MessageStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/// Statuses only move forward: in the facts of each message, and in the log that live clients are told.
final class StatusesForward implements Check {

  @Override
  public String promise() {
    return "no status went backwards, in facts, rows and events";
  }

  @Override
  public long examined(Histories histories) {
    return histories.database().facts().values().stream().mapToLong(List::size).sum();
  }

  @Override
  public List<String> violations(Histories histories) {
    var violations = new ArrayList<String>();
    var database = histories.database();
    var told = database.events().stream()
        .filter(event -> event.status() != null && event.messageId() != null)
        .collect(Collectors.groupingBy(event -> Objects.requireNonNull(event.messageId()),
            Collectors.mapping(Event::status, Collectors.toList())));
    for (var message : database.outbound()) {
      var moves = database.factsOf(message.id()).stream().filter(Fact::applied).map(Fact::status).toList();
      follow(violations, message.id(), moves, "facts");
      follow(violations, message.id(), told.getOrDefault(message.id(), List.of()), "events");
      var last = moves.isEmpty() ? MessageStatus.QUEUED : moves.getLast();
      if (message.status() != last) {
        violations.add("message " + message.id() + " is " + message.status() + ", and its facts end in " + last);
      }
    }
    return violations;
  }

  private static void follow(List<String> violations, UUID id, List<MessageStatus> moves, String source) {
    var at = MessageStatus.QUEUED;
    for (var next : moves) {
      if (!at.successors().contains(next)) {
        violations.add("message " + id + " went from " + at + " to " + next + " in its " + source + ": " + moves);
        return;
      }
      at = next;
    }
  }
}
