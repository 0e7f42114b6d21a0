package dev.switchboard.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// Messages by the thousand, through `POST /api/v1/messages/batch`.
record Bulk(Product product) {

  private static final int BATCH = 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Has so many messages accepted, one batch after the other.
  ///
  /// @throws IllegalStateException where one of them is refused
  void accept(String lane, int count) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      for (var from = 0; from < count; from += BATCH) {
        var messages = LongStream.range(from, Math.min(count, from + BATCH))
            .mapToObj(number -> Texts.message(number, lane, 0))
            .collect(Collectors.joining(",", "{\"messages\":[", "]}"));
        accept(client, messages);
      }
    }
  }

  private void accept(HttpClient client, String messages) throws IOException, InterruptedException {
    var answer = client.send(HttpRequest.newBuilder(product.url().resolve("/api/v1/messages/batch"))
        .header("Authorization", "Bearer " + product.apiKey())
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(messages))
        .build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 202) {
      throw new IllegalStateException("a batch is answered " + answer.statusCode() + ": " + answer.body());
    }
    for (var result : JSON.readTree(answer.body()).get("results")) {
      if (result.get("status").asInt() != 202) {
        throw new IllegalStateException("a message of a batch is refused: " + result);
      }
    }
  }
}
