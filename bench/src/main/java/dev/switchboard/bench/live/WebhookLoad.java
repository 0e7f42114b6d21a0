package dev.switchboard.bench.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// Measures the webhooks in of a running server, from a process of its own: what customers write over a sandbox account,
/// one message a call, from each customer in turns.
///
/// `WebhookLoad url=http://127.0.0.1:8080 account=<id> customers=10000 connections=64 warmup=60 seconds=10 rate=1000
/// rateWarmup=5 rateSeconds=20`; the account's signing key is in `BENCH_SIGNING_KEY`, an agent's access token in
/// `BENCH_TOKEN`. First each connection calls as soon as it is answered; then calls are made at the fixed rate, while the
/// agent is connected. Prints a line of JSON:
///
/// - `perSecond`: calls answered with 2xx in the first part, after its warm-up;
/// - `p50Millis`, `p99Millis`: of the second part, from when a call was to be made until the agent has its
///   `message_received`; `missed`: those that did not come; `wrong`: what came twice or was nobody's;
/// - `accepted`: all calls that were answered with 2xx; `refused`: all others.
public final class WebhookLoad {

  private static final String TEXT = "Good morning! When will my parcel be with me? seq=";

  private final Map<String, String> settings;
  private final InetSocketAddress server;
  private final HttpConnections connections;
  private final WebhookWriter writer;
  private final int customers;
  private long sequence;

  private WebhookLoad(Map<String, String> settings) throws IOException {
    this.settings = settings;
    var url = URI.create(settings.getOrDefault("url", "http://127.0.0.1:8080"));
    this.server = new InetSocketAddress(url.getHost(), url.getPort());
    this.connections = new HttpConnections(server, number("connections", "64"));
    this.writer = new WebhookWriter(connections, server, Objects.requireNonNull(settings.get("account"), "account"),
        environment("BENCH_SIGNING_KEY"));
    this.customers = number("customers", "10000");
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    new WebhookLoad(LiveLoad.settings(args)).run();
    // The threads that read are daemons, and nobody is told good-bye.
    System.exit(0);
  }

  private void run() throws IOException, InterruptedException {
    var printed = new LinkedHashMap<String, Object>();
    callAsFastAsItGoes(number("warmup", "60"));
    printed.put("perSecond", callAsFastAsItGoes(number("seconds", "10")));
    connections.awaitAnswers();
    // What was stored last is told before somebody listens.
    TimeUnit.SECONDS.sleep(2);
    printed.putAll(callAtARate(number("rate", "1000")));
    connections.awaitAnswers();
    printed.put("accepted", connections.accepted());
    printed.put("refused", connections.refused());
    System.out.println(new ObjectMapper().writeValueAsString(printed));
  }

  private double callAsFastAsItGoes(int seconds) throws IOException, InterruptedException {
    var before = connections.accepted();
    var begin = System.nanoTime();
    var end = begin + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < end) {
      call();
    }
    return (connections.accepted() - before) * 1e9 / (System.nanoTime() - begin);
  }

  private Map<String, Object> callAtARate(int rate) throws IOException, InterruptedException {
    var agent = new LiveClients(new AgentDialect(environment("BENCH_TOKEN")), 1);
    agent.connect(server, 1);
    var warmUp = rate * number("rateWarmup", "5");
    var count = warmUp + rate * number("rateSeconds", "20");
    // The agent is told of all customers: one chat with one client.
    var tally = new Tally(sequence, warmUp, count, 1, 1);
    agent.count(tally);
    new Metronome(rate).beat(count, due -> {
      agent.check();
      tally.sent(sequence, due);
      call();
    });
    tally.await(count - connections.refused());
    agent.check();
    return Map.of("p50Millis", LiveLoad.rounded(tally.millis(50)), "p99Millis", LiveLoad.rounded(tally.millis(99)),
        "missed", tally.missed(), "wrong", tally.wrong());
  }

  private void call() throws IOException, InterruptedException {
    writer.write((int) (sequence % customers), TEXT + sequence);
    sequence++;
  }

  private int number(String name, String usual) {
    return Integer.parseInt(settings.getOrDefault(name, usual));
  }

  private static String environment(String name) {
    return Objects.requireNonNull(System.getenv(name), name + " is missing");
  }
}
