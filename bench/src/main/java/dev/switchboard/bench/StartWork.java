package dev.switchboard.bench;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// From the command to the answer 202, where the database is made already.
record StartWork(Site site, Path home, Path log) implements Work {

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String title() {
    return "start to first accepted message, database already made";
  }

  @Override
  public List<String> contenders() {
    return List.of(Contenders.SWITCHBOARD);
  }

  @Override
  public Map<String, Double> run(String contender) throws Exception {
    try (var product = new Product(site, home, log); var client = HttpClient.newHttpClient()) {
      Product.stop(product.start("api,worker"));
      var begun = System.nanoTime();
      product.start("api,worker");
      var request = HttpRequest.newBuilder(product.url().resolve("/api/v1/messages"))
          .header("Authorization", "Bearer " + product.apiKey())
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString("""
              {"account":"sandbox","to":"+5511999990001","content":{"type":"text","text":"Olá"}}"""))
          .build();
      var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 202) {
        throw new IllegalStateException("not accepted: " + answer.statusCode() + " " + answer.body());
      }
      return Map.of("seconds", (System.nanoTime() - begun) / 1e9);
    }
  }

  @Override
  public List<Goal> goals() {
    return List.of(Goal.atMost("seconds", 3));
  }
}
