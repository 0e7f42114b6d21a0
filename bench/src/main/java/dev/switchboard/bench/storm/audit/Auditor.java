package dev.switchboard.bench.storm.audit;

import java.util.List;

/// Holds all checks against the histories of a run.
public final class Auditor {

  /// @param examined how much the check looked at
  /// @param violations none where the promise was kept
  public record Verdict(String promise, long examined, List<String> violations) {

    public boolean kept() {
      return violations.isEmpty();
    }
  }

  private static final List<Check> CHECKS = List.of(new Counting(), new NothingLost(), new NothingStuck(),
      new Cancellations(), new Duplicates(), new ChatOrder(), new StatusesForward(), new WebhooksKept(),
      new StreamsWhole());

  /// One verdict for each check, always in the same order.
  public static List<Verdict> audit(Histories histories) {
    return CHECKS.stream()
        .map(check -> new Verdict(check.promise(), check.examined(histories), check.violations(histories)))
        .toList();
  }

  private Auditor() {}
}
