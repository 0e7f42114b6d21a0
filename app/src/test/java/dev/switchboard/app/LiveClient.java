package dev.switchboard.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/// A client of the WebSocket that keeps what it hears.
final class LiveClient implements WebSocket.Listener, AutoCloseable {

  private final List<JsonNode> heard = new CopyOnWriteArrayList<>();
  private final StringBuilder part = new StringBuilder();
  private final WebSocket socket;
  private volatile int closeCode;

  private LiveClient(TestSite site) {
    var credentials = site.credentials();
    socket = HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .header("Authorization", "Bearer " + credentials.apiKey())
        .buildAsync(URI.create(credentials.url().replaceFirst("http", "ws") + "/api/v1/ws"), this)
        .join();
  }

  /// Returns when the server has said that it is ready.
  static LiveClient connect(TestSite site) {
    var client = new LiveClient(site);
    Awaitility.await("ready").until(() -> client.heard.stream().anyMatch(message -> is(message, "ready")));
    return client;
  }

  /// The statuses that were announced for a message, in the order in which they came.
  List<String> statuses(Object messageId) {
    return heard.stream()
        .filter(message -> is(message, "message_status_updated"))
        .filter(message -> message.get("messageId").asText().equals(messageId.toString()))
        .map(message -> message.get("status").asText())
        .toList();
  }

  /// The messages that were announced as sent.
  List<String> sent() {
    return heard.stream()
        .filter(message -> is(message, "message_sent"))
        .map(message -> message.at("/message/id").asText())
        .toList();
  }

  int closeCode() {
    return closeCode;
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      try {
        heard.add(TestSite.JSON.readTree(part.toString()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      part.setLength(0);
    }
    socket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
    closeCode = statusCode;
    return null;
  }

  @Override
  public void close() {
    socket.abort();
  }

  private static boolean is(JsonNode message, String type) {
    return message.path("type").asText().equals(type);
  }
}
