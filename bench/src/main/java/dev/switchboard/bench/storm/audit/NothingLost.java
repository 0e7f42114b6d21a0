package dev.switchboard.bench.storm.audit;

import dev.switchboard.bench.storm.audit.DatabaseHistory.Stored;
import dev.switchboard.bench.storm.audit.DriverHistory.Answer;
import dev.switchboard.bench.storm.audit.DriverHistory.Try;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// What was accepted is stored, once; what was refused is not; nothing is stored that nobody asked for; and what is said to
/// be sent is at the service.
final class NothingLost implements Check {

  @Override
  public String promise() {
    return "accepted is stored once, refused is not, sent is at the service";
  }

  @Override
  public long examined(Histories histories) {
    return histories.database().outbound().size();
  }

  @Override
  public List<String> violations(Histories histories) {
    var violations = new ArrayList<String>();
    var stored = histories.database().byId();
    var tries = histories.driver().tries().stream().collect(Collectors.groupingBy(each -> each.wish().number()));
    tries.values().forEach(each -> told(violations, each, stored));
    asked(violations, histories.database().outbound(), tries);
    sent(violations, histories);
    return violations;
  }

  private static void told(List<String> violations, List<Try> tries, Map<UUID, Stored> stored) {
    var wish = tries.getFirst().wish().number();
    var ids = tries.stream().filter(each -> each.answer() == Answer.ACCEPTED).map(Try::messageId).distinct().toList();
    ids.stream()
        .filter(id -> !stored.containsKey(id))
        .forEach(id -> violations.add("lost: message " + id + " of wish " + wish + " was accepted and is not stored"));
    if (ids.size() > 1) {
      violations.add("wish " + wish + " was accepted as several messages: " + ids);
    }
  }

  private static void asked(List<String> violations, List<Stored> stored, Map<Long, List<Try>> tries) {
    var byWish = stored.stream().filter(each -> each.wish() != null)
        .collect(Collectors.groupingBy(Stored::wish, Collectors.mapping(Stored::id, Collectors.toList())));
    byWish.forEach((wish, ids) -> {
      if (ids.size() > 1) {
        violations.add("wish " + wish + " is stored as several messages: " + ids);
      }
      if (tries.getOrDefault(wish, List.of()).stream().allMatch(each -> each.answer() == Answer.REFUSED)) {
        violations.add("wish " + wish + " was refused each time, and is stored as " + ids);
      }
    });
    stored.stream().filter(each -> each.wish() == null)
        .forEach(each -> violations.add("nobody asked for message " + each.id()));
  }

  private static void sent(List<String> violations, Histories histories) {
    var taken = histories.simulator().byReference();
    var known = histories.database().byId().keySet();
    for (var message : histories.database().outbound()) {
      switch (message.status()) {
        case SENT, DELIVERED, READ -> {
          if (!taken.containsKey(message.id())) {
            violations.add("lost: message " + message.id() + " is " + message.status()
                + ", and the service never received it");
          }
        }
        case CANCELED, EXPIRED -> {
          if (taken.containsKey(message.id())) {
            violations.add("message " + message.id() + " is " + message.status() + ", and the service received it");
          }
        }
        case QUEUED, SENDING, UNCONFIRMED, FAILED, RECEIVED, STORED -> {}
      }
    }
    taken.keySet().stream().filter(id -> !known.contains(id))
        .forEach(id -> violations.add("the service received " + id + ", which is not stored"));
  }
}
