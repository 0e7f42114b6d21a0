package dev.switchboard.bench;

import java.util.List;
import java.util.Map;

/// Accepting messages one by one from sixteen callers, in process.
record EnqueueWork(Contenders all) implements Work {

  @Override
  public String name() {
    return "enqueue";
  }

  @Override
  public String title() {
    return "accept singly, 16 callers, in process";
  }

  @Override
  public List<String> contenders() {
    return all.names();
  }

  @Override
  public Map<String, Double> run(String contender) throws Exception {
    return Map.of("messages/s", all.rate(contender, "enqueue", "callers=16", "warmup=60", "seconds=10"));
  }

  @Override
  public List<Goal> goals() {
    return List.of(Goal.atLeast("messages/s", 20_000).andTimesBestPeer(7));
  }

  @Override
  public String floor() {
    return FloorWork.COMMITS;
  }
}
