package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// The Graph API on loopback: answers what it was told to, and remembers what it was asked.
final class FakeGraph implements AutoCloseable {

  /// @param target the path with its query
  record Asked(String method, String target, String authorization, String contentType, String body) {

    JsonNode json() {
      return Json.read(body);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Reply(int status, String contentType, byte[] body) {}

  private static final Reply ACCEPTED = json(200,
      "{\"messaging_product\":\"whatsapp\",\"messages\":[{\"id\":\"wamid.1\"}]}");
  private static final Reply NOT_THERE = json(400,
      "{\"error\":{\"message\":\"Unsupported get request\",\"code\":100,\"error_subcode\":33}}");

  private final HttpServer server;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final Map<String, Reply> replies = new ConcurrentHashMap<>();

  FakeGraph() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /// @param target the path below the version, with its query
  void answers(String method, String target, int status, String json) {
    replies.put(method + " " + target, json(status, json));
  }

  void answersFile(String target, int status, String contentType, String file) {
    replies.put("GET " + target, new Reply(status, contentType, file.getBytes(StandardCharsets.UTF_8)));
  }

  private static Reply json(int status, String json) {
    return new Reply(status, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var headers = exchange.getRequestHeaders();
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      asked.add(new Asked(exchange.getRequestMethod(), exchange.getRequestURI().toString(),
          String.valueOf(headers.getFirst("Authorization")), String.valueOf(headers.getFirst("Content-Type")), body));
      var target = exchange.getRequestURI().toString().replaceFirst("^/v\\d+\\.\\d+/", "");
      var otherwise = target.endsWith("/messages") ? ACCEPTED : NOT_THERE;
      var reply = replies.getOrDefault(exchange.getRequestMethod() + " " + target, otherwise);
      exchange.getResponseHeaders().set("Content-Type", reply.contentType());
      exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
      exchange.getResponseBody().write(reply.body());
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Asked> asked() {
    return asked;
  }

  Asked last() {
    return asked.getLast();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
