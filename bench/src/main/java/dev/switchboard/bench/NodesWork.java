package dev.switchboard.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// One, two and four worker processes beside a node that accepts: how fast they work a backlog off, and whether each message
/// is sent, and sent once.
///
/// The workers are frozen while the backlog is accepted. Timed is what the database knows: from the end of the first call to
/// the end of the last one.
record NodesWork(Site site, Path home, Path log) implements Work {

  private static final List<Integer> WORKERS = List.of(1, 2, 4);
  private static final int BACKLOG = 20_000;
  /// Each process has its own compiler to warm, and they share the cores: so long for each of them.
  private static final Duration WARM_UP = Duration.ofSeconds(30);
  /// Longer than a lease: what has not moved for so long is lost.
  private static final Duration STUCK = Duration.ofSeconds(90);

  @Override
  public String name() {
    return "nodes";
  }

  @Override
  public String title() {
    return "a backlog of 20,000 by one, two and four worker processes";
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
    var figures = new HashMap<String, Double>();
    for (var workers : WORKERS) {
      try (var product = new Product(site, home, log)) {
        measure(product, workers).forEach((figure, value) -> figures.put(figure + ", " + words(workers), value));
      }
    }
    return figures;
  }

  private static Map<String, Double> measure(Product product, int count) throws Exception {
    product.start("api");
    product.sendToSink();
    var workers = new ArrayList<Process>();
    for (var i = 0; i < count; i++) {
      workers.add(product.start("worker"));
    }
    var backlogs = warmUp(product, workers);
    var rate = workOff(product, workers);
    var sent = product.count("chat_messages where status in ('SENT', 'DELIVERED', 'READ')");
    var calls = product.count("message_attempts where result in ('ACCEPTED', 'UNCONFIRMED', 'LEASE_EXPIRED')");
    return Map.of("messages/s", rate, "lost", (backlogs + 1.0) * BACKLOG - sent, "sent twice", (double) calls - sent);
  }

  private static int warmUp(Product product, List<Process> workers) throws Exception {
    var backlogs = 0;
    for (var seconds = 0.0; seconds < WARM_UP.toSeconds() * workers.size(); backlogs++) {
      seconds += BACKLOG / workOff(product, workers);
    }
    return backlogs;
  }

  private static double workOff(Product product, List<Process> workers) throws Exception {
    var before = product.number("extract(epoch from clock_timestamp())");
    signal("STOP", workers);
    try {
      new Bulk(product).accept("transactional", BACKLOG);
    } finally {
      signal("CONT", workers);
    }
    awaitEnd(product);
    return product.number(String.format(Locale.ROOT, """
        count(*) / extract(epoch from max(finished_at) - min(finished_at))
        from message_attempts
        where finished_at > to_timestamp(%f)
        """, before));
  }

  private static void awaitEnd(Product product) throws Exception {
    var left = product.count("outbox");
    var moved = System.nanoTime();
    while (left > 0 && System.nanoTime() - moved < STUCK.toNanos()) {
      TimeUnit.MILLISECONDS.sleep(100);
      var now = product.count("outbox");
      if (now != left) {
        left = now;
        moved = System.nanoTime();
      }
    }
  }

  private static void signal(String signal, List<Process> workers) throws Exception {
    for (var worker : workers) {
      new ProcessBuilder("kill", "-" + signal, String.valueOf(worker.pid())).start().waitFor();
    }
  }

  private static String words(int workers) {
    return workers == 1 ? "1 worker" : workers + " workers";
  }

  @Override
  public List<Goal> goals() {
    return WORKERS.stream().map(NodesWork::words)
        .flatMap(workers -> Stream.of(Goal.atMost("lost, " + workers, 0), Goal.atMost("sent twice, " + workers, 0)))
        .toList();
  }
}
