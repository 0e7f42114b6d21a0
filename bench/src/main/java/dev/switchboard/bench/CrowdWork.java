package dev.switchboard.bench;

import dev.switchboard.bench.live.HttpWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Interactive messages, ten a second: how long until their provider is called, while nothing else is to be done and while
/// campaigns of 100,000 in the lane `bulk` are accepted and sent, one after the other for as long as it is measured.
record CrowdWork(Site site, Path home, Path log) implements Work {

  private static final int CAMPAIGN = 100_000;
  private static final int WARM_UP = 60_000;
  private static final Pace SINGLES = new Pace(10);
  private static final Duration TIME = Duration.ofSeconds(20);
  private static final Duration TO_ARRIVE = Duration.ofMinutes(1);

  @Override
  public String name() {
    return "crowd";
  }

  @Override
  public String title() {
    return "one interactive message while bulk campaigns of 100,000 run: accept to provider called";
  }

  @Override
  public List<String> contenders() {
    return List.of(Contenders.SWITCHBOARD);
  }

  @Override
  public Map<String, Double> run(String contender) throws Exception {
    try (var sink = new ClockedSink(); var product = new Product(site, home, log)) {
      product.start("api,worker");
      product.sendTo(sink.url());
      try (var writer = new HttpWriter(product.url(), product.apiKey(), 16)) {
        warmUp(product, writer);
        sendSingles(writer, sink);
        var idle = sink.millis(99);
        var idleMedian = sink.millis(50);
        sendSinglesInCampaign(product, writer, sink);
        var busy = sink.millis(99);
        return Map.of("idle p50 ms", idleMedian, "idle p99 ms", idle, "busy p50 ms", sink.millis(50), "busy p99 ms",
            busy, "busy / idle", busy / idle);
      }
    }
  }

  private static void warmUp(Product product, HttpWriter writer) throws Exception {
    new Bulk(product).accept("bulk", WARM_UP);
    new Pace(100).keep(Duration.ofSeconds(10), number -> writer.write(Texts.message(number, "interactive", 0)));
    product.awaitNothingWaits();
  }

  private static void sendSinglesInCampaign(Product product, HttpWriter writer, ClockedSink sink) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var campaign = threads.submit(() -> {
        while (!Thread.interrupted()) {
          new Bulk(product).accept("bulk", CAMPAIGN);
        }
        return null;
      });
      try {
        while (product.count("outbox") == 0 && !campaign.isDone()) {
          TimeUnit.MILLISECONDS.sleep(10);
        }
        sendSingles(writer, sink);
        if (campaign.isDone()) {
          campaign.get();
        }
        if (product.count("outbox where lane = 2") == 0) {
          throw new IllegalStateException("the campaign was over before the interactive messages were");
        }
      } finally {
        // Nobody waits for the rest of it.
        threads.shutdownNow();
      }
    }
  }

  private static void sendSingles(HttpWriter writer, ClockedSink sink) throws Exception {
    sink.forget();
    var made = SINGLES.keep(TIME, number -> writer.write(Texts.message(number, "interactive", System.nanoTime())));
    var end = System.nanoTime() + TO_ARRIVE.toNanos();
    while (sink.count() < made) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("of " + made + " messages " + sink.count() + " came to the sink");
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Override
  public List<Goal> goals() {
    return List.of(Goal.atMost("busy / idle", 2));
  }
}
