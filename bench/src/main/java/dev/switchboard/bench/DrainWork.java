package dev.switchboard.bench;

import java.util.List;
import java.util.Map;

/// Working off a backlog: sent to the sink, the provider's id and SENT recorded.
record DrainWork(Contenders all) implements Work {

  @Override
  public String name() {
    return "drain";
  }

  @Override
  public String title() {
    return "drain a backlog of 20,000 to the sink, SENT recorded";
  }

  @Override
  public List<String> contenders() {
    return all.names();
  }

  @Override
  public Map<String, Double> run(String contender) throws Exception {
    return Map.of("messages/s", all.rate(contender, "drain", "warmup=10000", "warmupSeconds=60", "count=20000"));
  }

  @Override
  public List<Goal> goals() {
    return List.of(Goal.atLeast("messages/s", 10_000).andTimesBestPeer(4));
  }

  @Override
  public String floor() {
    return FloorWork.REQUESTS;
  }
}
