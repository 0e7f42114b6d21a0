package dev.switchboard.bench;

import java.util.List;
import java.util.Map;

/// How long after the call that accepts a message its provider is called, at fifty a second.
record LatencyWork(Contenders all) implements Work {

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String title() {
    return "accept to provider called, at 50/s";
  }

  @Override
  public List<String> contenders() {
    return all.names();
  }

  @Override
  public Map<String, Double> run(String contender) throws Exception {
    try (var sink = new ClockedSink()) {
      all.run(contender, sink.url(), "latency", "rate=50", "warmup=30", "seconds=20");
      return sink.figures();
    }
  }

  @Override
  public List<Goal> goals() {
    return List.of(Goal.atMost("p50 ms", 4), Goal.atMost("p99 ms", 12));
  }
}
