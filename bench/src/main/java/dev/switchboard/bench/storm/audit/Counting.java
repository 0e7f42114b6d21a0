package dev.switchboard.bench.storm.audit;

import dev.switchboard.bench.storm.audit.DriverHistory.Answer;
import java.util.List;

/// Every try came to something that the driver knows of.
final class Counting implements Check {

  @Override
  public String promise() {
    return "accepted + refused + unknown = attempted";
  }

  @Override
  public long examined(Histories histories) {
    return histories.driver().attempted();
  }

  @Override
  public List<String> violations(Histories histories) {
    var driver = histories.driver();
    var accepted = driver.count(Answer.ACCEPTED);
    var refused = driver.count(Answer.REFUSED);
    var unknown = driver.count(Answer.UNKNOWN);
    return accepted + refused + unknown == driver.attempted()
        ? List.of()
        : List.of("%d accepted + %d refused + %d unknown, but %d attempted".formatted(accepted, refused, unknown,
            driver.attempted()));
  }
}
