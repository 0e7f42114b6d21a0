package dev.switchboard.bench.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The chats of the load: one for each recipient, made by a first message.
record Chats(List<UUID> ids) {

  private static final int BATCH = 500;
  private static final String ACCOUNT = "sandbox";

  /// Makes so many, or finds those that another run has made.
  static Chats make(URI server, String key, int count) throws IOException, InterruptedException {
    var json = new ObjectMapper();
    var ids = new ArrayList<UUID>();
    try (var client = HttpClient.newHttpClient()) {
      for (var from = 0; from < count; from += BATCH) {
        var messages = IntStream.range(from, Math.min(count, from + BATCH))
            .mapToObj(chat -> message(chat) + "Bom dia\"}}")
            .collect(Collectors.joining(",", "{\"messages\":[", "]}"));
        var answer = client.send(HttpRequest.newBuilder(server.resolve("/api/v1/messages/batch"))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(messages)).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 202) {
          throw new IOException("the server answers a batch with " + answer.statusCode() + ": " + answer.body());
        }
        for (var result : json.readTree(answer.body()).get("results")) {
          ids.add(UUID.fromString(result.path("chatId").asText()));
        }
      }
    }
    return new Chats(List.copyOf(ids));
  }

  /// The JSON of a message into the chat, up to its text.
  static String message(int chat) {
    return "{\"account\":\"" + ACCOUNT + "\",\"to\":\"+5511" + (900_000_000 + chat)
        + "\",\"content\":{\"type\":\"text\",\"text\":\"";
  }
}
