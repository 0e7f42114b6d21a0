package dev.switchboard.bench;

import dev.switchboard.bench.live.HttpWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Accepting over HTTP and sending at once, by one node: the highest rate at which the backlog does not grow.
///
/// Rates are doubled until one does not hold, then the gap is halved. One holds where almost everything that was offered
/// was accepted, and less than a second's worth of it is not sent when its time is over.
record SustainedWork(Site site, Path home, Path log) implements Work {

  private static final Duration WARM_UP = Duration.ofSeconds(60);
  private static final Duration STEP = Duration.ofSeconds(12);
  private static final int WARM_UP_RATE = 2_000;
  private static final int FIRST_RATE = 500;
  private static final int HIGHEST_RATE = 64_000;
  private static final int HALVINGS = 2;
  private static final double ALMOST_ALL = 0.98;
  private static final int CONNECTIONS = 64;

  @Override
  public String name() {
    return "sustained";
  }

  @Override
  public String title() {
    return "accept over HTTP to SENT, backlog not growing";
  }

  @Override
  public List<String> contenders() {
    return List.of(Contenders.SWITCHBOARD);
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(10);
  }

  @Override
  public Map<String, Double> run(String contender) throws Exception {
    try (var product = new Product(site, home, log)) {
      product.start("api,worker");
      product.sendToSink();
      try (var writer = new HttpWriter(product.url(), product.apiKey(), CONNECTIONS)) {
        new Pace(WARM_UP_RATE).keep(WARM_UP, number -> write(writer, number));
        product.awaitNothingWaits();
        return Map.of("messages/s", (double) highest(product, writer));
      }
    }
  }

  private static int highest(Product product, HttpWriter writer) throws Exception {
    var held = 0;
    var rate = FIRST_RATE;
    while (rate <= HIGHEST_RATE && holds(product, writer, rate)) {
      held = rate;
      rate *= 2;
    }
    var failed = rate;
    for (var i = 0; i < HALVINGS && held < HIGHEST_RATE; i++) {
      var between = (held + failed) / 2;
      if (holds(product, writer, between)) {
        held = between;
      } else {
        failed = between;
      }
    }
    return held;
  }

  private static boolean holds(Product product, HttpWriter writer, int rate) throws Exception {
    var pace = new Pace(rate);
    var before = writer.accepted();
    pace.keep(STEP, number -> write(writer, number));
    var accepted = writer.accepted() - before;
    var waiting = product.count("outbox");
    var holds = accepted >= ALMOST_ALL * pace.offers(STEP) && waiting < rate;
    System.out.printf("  %,d/s %s: %,d of %,d accepted, %,d not sent at the end%n", rate,
        holds ? "holds" : "does not hold", accepted, pace.offers(STEP), waiting);
    product.awaitNothingWaits();
    return holds;
  }

  private static void write(HttpWriter writer, long number) throws Exception {
    writer.write(Texts.message(number, "transactional", 0));
  }

  @Override
  public List<Goal> goals() {
    return List.of(Goal.atLeast("messages/s", 4_000));
  }

  @Override
  public String floor() {
    return FloorWork.COMMITS;
  }
}
