package dev.switchboard.bench.storm.audit;

import dev.switchboard.bench.storm.audit.DatabaseHistory.Attempt;
import dev.switchboard.bench.storm.audit.DatabaseHistory.Fact;
import dev.switchboard.bench.storm.audit.DatabaseHistory.Stored;
import dev.switchboard.core.message.DeliveryPolicy;
import java.util.List;
import java.util.Optional;

/// Every message has come to an end that its timeline explains.
final class NothingStuck implements Check {

  @Override
  public String promise() {
    return "every message is in a final state that is explained; none is stuck";
  }

  @Override
  public long examined(Histories histories) {
    return histories.database().outbound().size();
  }

  @Override
  public List<String> violations(Histories histories) {
    var database = histories.database();
    return database.outbound().stream().flatMap(message -> fault(message, database).stream()).toList();
  }

  private static Optional<String> fault(Stored message, DatabaseHistory database) {
    if (message.waiting()) {
      return Optional.of("stuck: message " + message.id() + " still waits, " + message.status());
    }
    var explained = switch (message.status()) {
      case SENT, DELIVERED, READ -> true;
      case QUEUED, SENDING, DELAYED, RECEIVED, STORED -> false;
      case FAILED, EXPIRED -> says(message, database.factsOf(message.id()), true);
      case CANCELED -> says(message, database.factsOf(message.id()), false);
      // Nobody can tell, and the policy forbids to send again.
      case UNCONFIRMED -> message.policy() == DeliveryPolicy.AT_MOST_ONCE
          && database.attemptsOf(message.id()).stream().anyMatch(Attempt::mayHaveArrived);
    };
    return explained
        ? Optional.empty()
        : Optional.of("stuck: message " + message.id() + " ended " + message.status() + " without an explanation");
  }

  private static boolean says(Stored message, List<Fact> facts, boolean why) {
    return facts.stream()
        .anyMatch(fact -> fact.applied() && fact.status() == message.status() && (!why || fact.reason() != null));
  }
}
