package dev.switchboard.providers.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.switchboard.core.spi.IMessageProvider;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/// Our side of the webhooks: takes the service's calls and lets the provider translate them.
final class WebhookEndpoint implements AutoCloseable {

  private final HttpServer server;
  private final List<WebhookRequest> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();

  WebhookEndpoint() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      var headers = exchange.getRequestHeaders().entrySet().stream()
          .collect(Collectors.toMap(header -> header.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue));
      requests.add(new WebhookRequest(exchange.getRequestMethod(), url(), Map.of(), headers, body, Instant.now()));
      exchange.sendResponseHeaders(200, -1);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/webhooks/sandbox";
  }

  void failNext(int requests) {
    failures.set(requests);
  }

  List<WebhookRequest> requests() {
    return requests;
  }

  /// Everything that has arrived, as the provider understands it.
  List<InboundEvent> events(IMessageProvider provider) {
    return requests.stream().flatMap(request -> switch (provider.receive(request)) {
      case WebhookResult.Understood understood -> understood.events().stream();
      case WebhookResult.Refused refused -> throw new AssertionError("refused: " + refused.why());
    }).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
