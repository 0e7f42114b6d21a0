package dev.switchboard.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Ten thousand WebSockets in chats of two: from the write of a message to both clients of its chat.
///
/// @param node the Node.js that Socket.IO runs on; null where there is none
record LiveWork(Site site, Path home, @Nullable String node, Path log) implements Work {

  private static final String SOCKET_IO = "Socket.IO, storing nothing";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String name() {
    return "live";
  }

  @Override
  public String title() {
    return "10,000 WebSockets, chats of two: write to both clients";
  }

  @Override
  public List<String> contenders() {
    var ready = node != null && Files.isDirectory(home.resolve("peers/socketio/node_modules"));
    return ready ? List.of(Contenders.SWITCHBOARD, SOCKET_IO) : List.of(Contenders.SWITCHBOARD);
  }

  @Override
  public Map<String, Double> run(String contender) throws Exception {
    return contender.equals(SOCKET_IO) ? runSocketIo() : runSwitchboard();
  }

  private Map<String, Double> runSwitchboard() throws Exception {
    try (var product = new Product(site, home, log)) {
      var process = product.start("api");
      return load(Map.of("BENCH_KEY", product.apiKey()), "url=" + product.url(), "pid=" + process.pid());
    }
  }

  private Map<String, Double> runSocketIo() throws IOException, InterruptedException {
    var port = Site.freePort();
    var server = Processes.start(new ProcessBuilder(String.valueOf(node),
        home.resolve("peers/socketio/server.mjs").toString(), "port=" + port).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
    try {
      TimeUnit.SECONDS.sleep(2);
      return load(Map.of(), "server=socketio", "url=http://127.0.0.1:" + port, "pid=" + server.pid());
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  private Map<String, Double> load(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(Contenders.java("dev.switchboard.bench.live.LiveLoad"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("rates=1000,4000", "warmup=30"));
    var figures = new HashMap<String, Double>();
    for (var line : new Program(command, environment, log).run().lines().filter(l -> l.startsWith("{")).toList()) {
      var printed = JSON.readTree(line);
      var rate = String.format(java.util.Locale.ROOT, "%,d/s ", printed.get("rate").asInt());
      figures.put(rate + "p50 ms", printed.get("p50Millis").asDouble());
      figures.put(rate + "p99 ms", printed.get("p99Millis").asDouble());
      figures.put(rate + "missed", printed.get("missed").asDouble());
      figures.put("MB above idle", printed.get("rssConnectedMb").asDouble() - printed.get("rssIdleMb").asDouble());
    }
    return figures;
  }

  @Override
  public List<Goal> goals() {
    return List.of(Goal.atMost("1,000/s p50 ms", 5), Goal.atMost("1,000/s p99 ms", 25),
        Goal.atMost("4,000/s p50 ms", 15), Goal.atMost("4,000/s p99 ms", 60), Goal.atMost("MB above idle", 300));
  }
}
