package dev.switchboard.bench.storm.audit;

import java.time.Instant;

/// A time in which a worker stood still.
///
/// @param pid its process
public record Freeze(long pid, Instant from, Instant to) {

  /// Whether it came between a worker's last look at the clock and the service: no protocol closes that window.
  boolean explains(DatabaseHistory.Attempt attempt, SimulatorHistory.Taken taken) {
    return (attempt.node().endsWith("/" + pid) || attempt.node().equals("pid " + pid))
        && !attempt.startedAt().isAfter(to) && !taken.at().isBefore(from) && attempt.number() == taken.attempt();
  }
}
