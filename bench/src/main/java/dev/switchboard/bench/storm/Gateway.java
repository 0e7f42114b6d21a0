package dev.switchboard.bench.storm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/// Where the simulator posts its webhooks: hands them to the api nodes, some twice at once, some late, and of some the
/// answer is lost, so that the simulator posts them again.
final class Gateway implements AutoCloseable {

  private static final double DOUBLED = 0.05;
  private static final double LATE = 0.08;
  private static final double ANSWER_LOST = 0.03;
  private static final List<String> SIGNED = List.of("Sandbox-Timestamp", "Sandbox-Signature", "Content-Type");

  private final HttpServer server;
  private final Fleet fleet;
  private final Random random;
  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(Duration.ofSeconds(2)).build();
  private final LongAdder passed = new LongAdder();
  private final LongAdder doubled = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final LongAdder lost = new LongAdder();

  private Gateway(HttpServer server, Fleet fleet, long seed) {
    this.server = server;
    this.fleet = fleet;
    this.random = new Random(seed);
  }

  static Gateway open(Fleet fleet, long seed) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    var gateway = new Gateway(server, fleet, seed);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/webhooks/", gateway::take);
    server.start();
    return gateway;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      var dice = random.nextDouble();
      if (dice < DOUBLED) {
        doubled.increment();
        Thread.ofVirtual().start(() -> passOn(exchange, body, 1));
      } else if (dice < DOUBLED + LATE) {
        late.increment();
        Thread.sleep(random.nextLong(50, 1_500));
      }
      passed.increment();
      var status = passOn(exchange, body, 0);
      if (dice > 1 - ANSWER_LOST) {
        lost.increment();
        return;
      }
      exchange.sendResponseHeaders(status, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // To one node, and where that is away to the other.
  private int passOn(HttpExchange exchange, byte[] body, int first) {
    for (var i = 0; i < 2; i++) {
      var request = HttpRequest.newBuilder(fleet.url(first + i).resolve(exchange.getRequestURI().getRawPath()))
          .timeout(Duration.ofSeconds(4)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
      SIGNED.forEach(name -> request.header(name, String.valueOf(exchange.getRequestHeaders().getFirst(name))));
      try {
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
      } catch (IOException e) {
        // The next node, then.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return 503;
  }

  String words() {
    return "%,d webhooks passed on, %,d of them twice at once, %,d late, %,d with a lost answer".formatted(passed.sum(),
        doubled.sum(), late.sum(), lost.sum());
  }

  @Override
  public void close() {
    server.stop(0);
    client.shutdownNow();
  }
}
