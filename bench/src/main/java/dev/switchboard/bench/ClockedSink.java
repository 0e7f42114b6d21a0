package dev.switchboard.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.HdrHistogram.ConcurrentHistogram;

/// A sink that compares: each message says when it was given to its sender, by the clock that all processes of a machine
/// share.
final class ClockedSink implements AutoCloseable {

  private static final Pattern SENT_AT = Pattern.compile("sentAt\\D{1,4}(\\d+)");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ConcurrentHistogram nanos = new ConcurrentHistogram(3);

  ClockedSink() throws IOException {
    // Or the server's answers wait for the client's acknowledgement of their heads, 40 ms each.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 1024);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    var now = System.nanoTime();
    try (exchange) {
      var sentAt = SENT_AT.matcher(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      if (sentAt.find() && !sentAt.group(1).equals("0")) {
        nanos.recordValue(Math.max(0, now - Long.parseLong(sentAt.group(1))));
      }
      var body = ("{\"id\":\"" + UUID.randomUUID() + "\"}").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(201, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/messages");
  }

  Map<String, Double> figures() {
    return Map.of("p50 ms", millis(50), "p99 ms", millis(99), "messages", (double) count());
  }

  double millis(double percentile) {
    return nanos.getValueAtPercentile(percentile) / 1e6;
  }

  /// How many have come that say when.
  long count() {
    return nanos.getTotalCount();
  }

  /// Counts anew; nothing may be on its way.
  void forget() {
    nanos.reset();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
