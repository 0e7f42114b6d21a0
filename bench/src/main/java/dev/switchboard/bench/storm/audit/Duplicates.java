package dev.switchboard.bench.storm.audit;

import dev.switchboard.bench.storm.audit.DatabaseHistory.Attempt;
import dev.switchboard.bench.storm.audit.DatabaseHistory.Stored;
import dev.switchboard.bench.storm.audit.SimulatorHistory.Taken;
import dev.switchboard.core.message.AttemptResult;
import dev.switchboard.core.message.DeliveryPolicy;
import java.util.ArrayList;
import java.util.List;

/// A message reaches the service twice only where that is allowed, and never unseen.
///
/// Allowed: its policy is at-least-once and an earlier attempt was in doubt; or, whatever its policy, the worker stood
/// still between its last look at the clock and the socket.
final class Duplicates implements Check {

  @Override
  public String promise() {
    return "every duplicate at the service is allowed by its policy and visible in its timeline";
  }

  @Override
  public long examined(Histories histories) {
    var taken = histories.simulator();
    return taken.taken().size() - taken.firstDeliveries().size();
  }

  @Override
  public List<String> violations(Histories histories) {
    var violations = new ArrayList<String>();
    var stored = histories.database().byId();
    histories.simulator().byReference().forEach((id, taken) -> {
      var message = stored.get(id);
      if (taken.size() > 1 && message != null) {
        var attempts = histories.database().attemptsOf(id);
        if (!isAllowed(message, taken, attempts, histories.freezes())) {
          violations.add("message " + id + " (" + message.policy().label() + ") reached the service " + taken.size()
              + " times without need: " + attempts);
        }
        if (!isVisible(taken, attempts)) {
          violations
              .add("message " + id + " reached the service " + taken.size() + " times, and its timeline hides it: "
                  + attempts);
        }
      }
    });
    return violations;
  }

  private static boolean isAllowed(Stored message, List<Taken> taken, List<Attempt> attempts, List<Freeze> freezes) {
    var frozen = freezes.stream().anyMatch(freeze -> taken.stream()
        .anyMatch(each -> attempts.stream().anyMatch(attempt -> freeze.explains(attempt, each))));
    // The last was sent because of the doubt about the ones before.
    var doubts = attempts.stream()
        .filter(attempt -> attempt.result() == AttemptResult.UNCONFIRMED
            || attempt.result() == AttemptResult.LEASE_EXPIRED)
        .count();
    return frozen || message.policy() == DeliveryPolicy.AT_LEAST_ONCE && doubts >= taken.size() - 1;
  }

  private static boolean isVisible(List<Taken> taken, List<Attempt> attempts) {
    var arrived = attempts.stream().filter(Attempt::mayHaveArrived).count();
    var accepted = attempts.stream().filter(attempt -> attempt.result() == AttemptResult.ACCEPTED).count();
    var duplicates = attempts.stream().filter(Attempt::duplicate).count();
    return arrived >= taken.size() && duplicates >= accepted - 1;
  }
}
