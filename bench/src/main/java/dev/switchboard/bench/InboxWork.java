package dev.switchboard.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The web inbox in a browser, where there is much to show: `bench/page/measure.mjs` does what an agent does.
///
/// Needs Chromium and the Node.js of Debian or newer; without them nobody does it.
record InboxWork(Site site, Path home, Path log) implements Work {

  private static final FilledInbox FILLED = new FilledInbox(100_000, 10_000);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String name() {
    return "inbox";
  }

  @Override
  public String title() {
    return "the page in Chromium, 100,000 open chats and a thread of 10,000 messages";
  }

  @Override
  public List<String> contenders() {
    return Files.isExecutable(chromium()) && Files.isDirectory(home.resolve("page/node_modules"))
        ? List.of(Contenders.SWITCHBOARD)
        : List.of();
  }

  private static Path chromium() {
    return Path.of(System.getenv().getOrDefault("CHROMIUM_PATH", "/usr/bin/chromium"));
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(15);
  }

  @Override
  public Map<String, Double> run(String contender) throws Exception {
    try (var product = new Product(site, home, log)) {
      product.start("api");
      product.execute(FILLED.statements());
      var environment = new TreeMap<>(product.agent());
      environment.put("SWITCHBOARD_URL", product.url().toString());
      environment.put("CHROMIUM_PATH", chromium().toString());
      var command = List.of("node", home.resolve("page/measure.mjs").toString());
      var figures = new TreeMap<String, Double>();
      JSON.readTree(new Program(command, environment, log).run()).properties()
          .forEach(figure -> figures.put(figure.getKey(), figure.getValue().asDouble()));
      return figures;
    }
  }

  // A tenth of a second is what feels immediate; 200 ms is what browsers' makers call good for a key, and two frames of 60 a
  // second go unnoticed.
  @Override
  public List<Goal> goals() {
    return List.of(Goal.atMost("open ms", 100), Goal.atMost("open 10,000 ms", 100),
        Goal.atMost("list: frame p99 ms", 34), Goal.atMost("back through 10,000: frame p99 ms", 34),
        Goal.atMost("on through 10,000: frame p99 ms", 34), Goal.atMost("slowest key in an answer ms", 200),
        Goal.atMost("search often: slowest key ms", 200), Goal.atMost("search once: slowest key ms", 200));
  }
}
