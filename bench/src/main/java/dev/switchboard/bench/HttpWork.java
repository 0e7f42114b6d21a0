package dev.switchboard.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Accepting messages over HTTP, by a node that only accepts.
record HttpWork(Site site, Path home, Path log) implements Work {

  @Override
  public String name() {
    return "http";
  }

  @Override
  public String title() {
    return "accept over HTTP, POST /api/v1/messages, 64 connections";
  }

  @Override
  public List<String> contenders() {
    return List.of(Contenders.SWITCHBOARD);
  }

  @Override
  public Map<String, Double> run(String contender) throws Exception {
    try (var product = new Product(site, home, log)) {
      product.start("api");
      var load = new HttpLoad(product, site.newDirectory("wrk"));
      load.run(64, 60);
      var before = product.count("chat_messages");
      var output = load.run(64, 10);
      var stored = product.count("chat_messages") - before;
      var rate = HttpLoad.perSecond(output);
      if (stored < rate * 10 * 0.98) {
        throw new IllegalStateException(stored + " messages were stored, fewer than were accepted: " + output);
      }
      return Map.of("messages/s", rate);
    }
  }

  @Override
  public List<Goal> goals() {
    return List.of(Goal.atLeast("messages/s", 8_000));
  }

  @Override
  public String floor() {
    return FloorWork.COMMITS;
  }
}
