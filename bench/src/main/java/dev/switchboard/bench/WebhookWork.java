package dev.switchboard.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Webhooks of the sandbox's service, over HTTP: verified, stored, and told to an agent, by a node that only accepts.
record WebhookWork(Site site, Path home, Path log) implements Work {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String name() {
    return "webhooks";
  }

  @Override
  public String title() {
    return "webhooks in, one message each, 64 connections: verified, stored, told to an agent";
  }

  @Override
  public List<String> contenders() {
    return List.of(Contenders.SWITCHBOARD);
  }

  @Override
  public Map<String, Double> run(String contender) throws Exception {
    try (var product = new Product(site, home, log)) {
      product.start("api");
      var account = product.sandboxAccount();
      var command = new ArrayList<>(Contenders.java("dev.switchboard.bench.live.WebhookLoad"));
      command.addAll(List.of("url=" + product.url(), "account=" + account.id(), "warmup=60"));
      var printed = JSON.readTree(new Program(command, account.environment(product.agentToken()), log).run());
      verify(product, printed);
      return Map.of("webhooks/s", printed.get("perSecond").asDouble(),
          "1,000/s p50 ms", printed.get("p50Millis").asDouble(),
          "1,000/s p99 ms", printed.get("p99Millis").asDouble());
    }
  }

  // The database began empty, and every call that was accepted brought one message.
  private static void verify(Product product, JsonNode printed) throws Exception {
    var accepted = printed.get("accepted").asLong();
    var stored = product.count("chat_messages where status = 'RECEIVED'");
    var told = product.count("events where kind = 'message_received'");
    if (stored != accepted || told != accepted) {
      throw new IllegalStateException(accepted + " webhooks were accepted, but " + stored + " messages stored and "
          + told + " events written");
    }
    if (printed.get("refused").asInt() + printed.get("missed").asInt() + printed.get("wrong").asInt() > 0) {
      throw new IllegalStateException("not everything was accepted and told once: " + printed);
    }
  }

  @Override
  public List<Goal> goals() {
    return List.of(Goal.atLeast("webhooks/s", 5_000), Goal.atMost("1,000/s p99 ms", 50));
  }

  @Override
  public String floor() {
    return FloorWork.COMMITS;
  }
}
