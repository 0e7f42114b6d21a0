package dev.switchboard.bench.storm.audit;

import dev.switchboard.bench.storm.audit.SimulatorHistory.Taken;
import dev.switchboard.core.message.MessageStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A webhook that was answered 2xx is stored and applied, as often as it may have come.
final class WebhooksKept implements Check {

  private static final String ANSWER = "/answer";

  @Override
  public String promise() {
    return "every webhook that was taken is stored and applied once";
  }

  @Override
  public long examined(Histories histories) {
    return histories.simulator().posted().size();
  }

  @Override
  public List<String> violations(Histories histories) {
    var violations = new ArrayList<String>();
    inbound(violations, histories);
    receipts(violations, histories);
    return violations;
  }

  private static void inbound(List<String> violations, Histories histories) {
    var stored = new HashSet<String>();
    for (var id : histories.database().inbound()) {
      if (!stored.add(id)) {
        violations.add("what a customer wrote is stored twice: " + id);
      }
    }
    for (var name : histories.simulator().posted()) {
      var id = name.endsWith(ANSWER) ? "sbx-in-" + name.substring(0, name.length() - ANSWER.length()) : name;
      if ((name.endsWith(ANSWER) || histories.simulator().written().contains(name)) && !stored.contains(id)) {
        violations.add("lost: what a customer wrote was answered 2xx and is not stored: " + id);
      }
    }
  }

  // Named "<id>/<status>/<which>".
  private static void receipts(List<String> violations, Histories histories) {
    var taken = histories.simulator().byId();
    for (var name : histories.simulator().posted()) {
      var parts = name.split("/", -1);
      if (parts.length == 3) {
        var about = taken.get(parts[0]);
        var status = MessageStatus.valueOf(parts[1].toUpperCase(Locale.ROOT));
        if (about != null && !isKnown(about, status, histories.database(), histories.database().parked())) {
          violations.add("lost: the receipt " + name + " was answered 2xx and is not in the timeline of "
              + about.reference());
        }
      }
    }
  }

  private static boolean isKnown(Taken about, MessageStatus status, DatabaseHistory database, Set<String> parked) {
    return parked.contains(about.id())
        || database.factsOf(about.reference()).stream().anyMatch(fact -> fact.status() == status);
  }
}
