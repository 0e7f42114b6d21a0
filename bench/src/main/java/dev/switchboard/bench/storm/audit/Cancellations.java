package dev.switchboard.bench.storm.audit;

import dev.switchboard.bench.storm.audit.DriverHistory.Cancel;
import dev.switchboard.core.message.MessageStatus;
import java.util.ArrayList;
import java.util.List;

/// Who was told that a message is called back never has it sent.
final class Cancellations implements Check {

  @Override
  public String promise() {
    return "what was canceled is canceled, and never reached the service";
  }

  @Override
  public long examined(Histories histories) {
    return histories.driver().cancels().stream().filter(Cancel::canceled).count();
  }

  @Override
  public List<String> violations(Histories histories) {
    var violations = new ArrayList<String>();
    var stored = histories.database().byId();
    var taken = histories.simulator().byReference();
    for (var cancel : histories.driver().cancels()) {
      if (!cancel.canceled()) {
        continue;
      }
      var message = stored.get(cancel.messageId());
      if (message == null || message.status() != MessageStatus.CANCELED) {
        violations.add("message " + cancel.messageId() + " was told to be canceled, and is "
            + (message == null ? "gone" : message.status()));
      }
      if (taken.containsKey(cancel.messageId())) {
        violations.add("message " + cancel.messageId() + " was told to be canceled, and the service received it");
      }
    }
    return violations;
  }
}
