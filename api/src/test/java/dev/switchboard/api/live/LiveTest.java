package dev.switchboard.api.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.api.TestServer;
import dev.switchboard.core.doorbell.Doorbell;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/// What tests of the WebSocket share: clients and nodes that are closed afterwards, and events.
abstract class LiveTest {

  final TestEvents events;
  private final TestServer server;
  private final List<AutoCloseable> opened = new ArrayList<>();

  LiveTest(TestServer server) {
    this.server = server;
    this.events = new TestEvents(server.database());
  }

  @AfterEach
  void closeWhatWasOpened() throws Exception {
    for (var one : opened.reversed()) {
      one.close();
    }
    assertThat(opened.stream().filter(TestSocket.class::isInstance).map(TestSocket.class::cast)
        .flatMap(socket -> socket.faults().stream())).as("what docs/asyncapi.yaml does not say").isEmpty();
  }

  TestSocket connect(String token) {
    return open(TestSocket.withToken(server(), token));
  }

  TestSocket open(TestSocket socket) {
    opened.add(socket);
    return socket;
  }

  /// The address of a further server on the same database.
  ///
  /// @param configuration names and values in turn
  URI another(String... configuration) {
    var all = new HashMap<String, String>();
    for (var i = 0; i < configuration.length; i += 2) {
      all.put(configuration[i], configuration[i + 1]);
    }
    var node = server.startAnother(all);
    opened.add(node);
    return node.getURI();
  }

  URI server() {
    return server.uri("/");
  }

  void write(String... names) {
    events.append(server.tenantId(), names);
    ring();
  }

  void writeIn(UUID chat, String... names) {
    for (var name : names) {
      events.appendIn(server.tenantId(), chat, name);
    }
    ring();
  }

  void ring() {
    server.bean(Doorbell.class).ring("events");
  }

  static String logInAt(URI server) throws Exception {
    var request = HttpRequest.newBuilder(server.resolve("/api/v1/login"))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(
            "{\"email\":\"ana@example.com\",\"password\":\"" + TestServer.PASSWORD + "\"}"))
        .build();
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(request, BodyHandlers.ofString()).body();
      return new ObjectMapper().readTree(answer).get("accessToken").asText();
    }
  }

  double refused() {
    return server.bean(MeterRegistry.class).counter("switchboard.live.auth.failures").count();
  }

  double connections() {
    return server.bean(MeterRegistry.class).get("switchboard.live.connections").gauge().value();
  }
}
