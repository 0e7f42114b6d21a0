package dev.switchboard.api.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// A client of the live protocol that keeps what it hears.
final class TestSocket implements WebSocket.Listener, AutoCloseable {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  final Queue<JsonNode> heard = new ConcurrentLinkedQueue<>();
  /// What was said to the server.
  final Queue<String> said = new ConcurrentLinkedQueue<>();
  volatile int closeCode;
  volatile String closeReason = "";
  volatile int pings;
  private final StringBuilder part = new StringBuilder();
  private final boolean reads;
  private WebSocket socket;

  private TestSocket(boolean reads) {
    this.reads = reads;
  }

  static TestSocket connect(URI server, String query, String... headers) {
    return connect(true, server, query, headers);
  }

  static TestSocket withToken(URI server, String token) {
    return connect(server, "", "Authorization", "Bearer " + token);
  }

  static TestSocket resuming(URI server, String token, String cursor) {
    return connect(server, "?resume=" + cursor, "Authorization", "Bearer " + token);
  }

  /// A client that reads nothing.
  static TestSocket deaf(URI server, String token) {
    return connect(false, server, "", "Authorization", "Bearer " + token);
  }

  private static TestSocket connect(boolean reads, URI server, String query, String... headers) {
    var client = new TestSocket(reads);
    var builder = CLIENT.newWebSocketBuilder();
    for (var i = 0; i < headers.length; i += 2) {
      if (headers[i].equals("Sec-WebSocket-Protocol")) {
        var protocols = headers[i + 1].split(", ");
        builder.subprotocols(protocols[0], protocols[1]);
      } else {
        builder.header(headers[i], headers[i + 1]);
      }
    }
    var address = URI.create("ws://" + server.getAuthority() + "/api/v1/ws" + query);
    client.socket = builder.buildAsync(address, client).join();
    return client;
  }

  String subprotocol() {
    return socket.getSubprotocol();
  }

  TestSocket say(String json) {
    said.add(json);
    socket.sendText(json, true).join();
    return this;
  }

  /// Waits for a message of the type and answers the first one of all that were heard.
  JsonNode await(String type) {
    return Awaitility.await(type).until(() -> of(type).stream().findFirst().orElse(null), Objects::nonNull);
  }

  List<JsonNode> of(String type) {
    return heard.stream().filter(message -> message.get("type").asText().equals(type)).toList();
  }

  /// The cursor of the last message that has one.
  String cursor() {
    return heard.stream().filter(message -> message.has("cursor")).toList().getLast().get("cursor").asText();
  }

  /// The names of the events heard, see [TestEvents].
  List<String> names() {
    return heard.stream().filter(message -> message.has("name")).map(message -> message.get("name").asText()).toList();
  }

  /// What was said that is not as it is described: by the server, but for events made up by [TestEvents], and by the client,
  /// unless the server did not understand it either.
  List<String> faults() {
    var description = LiveDescription.get();
    var told = heard.stream().filter(message -> !message.has("name")).flatMap(message -> description
        .faultsOfTold(message).stream());
    var understood = closeCode == 0 && of("error").isEmpty() ? said.stream() : Stream.<String>of();
    return Stream.concat(told, understood.flatMap(json -> description.faultsOfSaid(read(json)).stream())).toList();
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int awaitClose() {
    Awaitility.await().until(() -> closeCode != 0);
    return closeCode;
  }

  void cut() {
    socket.abort();
  }

  void readOn() {
    socket.request(Long.MAX_VALUE);
  }

  @Override
  public void close() {
    socket.abort();
  }

  @Override
  public void onOpen(WebSocket socket) {
    if (reads) {
      socket.request(Long.MAX_VALUE);
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      heard.add(read(part.toString()));
      part.setLength(0);
    }
    return null;
  }

  @Override
  public CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
    pings++;
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
    closeReason = reason;
    closeCode = statusCode;
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    closeReason = error.toString();
    closeCode = -1;
  }
}
