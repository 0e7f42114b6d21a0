package dev.switchboard.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The contenders as bench/README.md describes them: a process for each turn, an empty database for each process.
final class Contenders {

  static final String SWITCHBOARD = "Switchboard";
  private static final String PACKAGE = "dev.switchboard.bench.contender.";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Site site;
  private final Path log;
  private final Map<String, List<String>> commands = new LinkedHashMap<>();

  /// @param node the Node.js of the peers; null where there is none, and then they are left out
  Contenders(Site site, Path home, @Nullable String node, Path log) {
    this.site = site;
    this.log = log;
    commands.put(SWITCHBOARD, java(PACKAGE + "SwitchboardContender"));
    commands.put("JobRunr", java(PACKAGE + "JobRunrContender"));
    commands.put("db-scheduler", java(PACKAGE + "DbSchedulerContender"));
    if (node != null) {
      commands.put("graphile-worker", List.of(node, home.resolve("peers/graphile-worker.mjs").toString()));
      commands.put("BullMQ", List.of(node, home.resolve("peers/bullmq.mjs").toString()));
    }
  }

  /// The command of a Java program on this program's own class path, with the product's own flags.
  static List<String> java(String main) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:MaxRAMPercentage=25", "-XX:+UseCompactObjectHeaders",
        "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
        "-cp", System.getProperty("java.class.path"), main));
    return command;
  }

  List<String> names() {
    return List.copyOf(commands.keySet());
  }

  /// Lets one do one work, and returns what it printed.
  JsonNode run(String contender, URI sink, String... work) throws Exception {
    var database = site.newDatabase();
    try {
      var command = new ArrayList<>(commands.get(contender));
      command.addAll(List.of(work));
      return JSON.readTree(new Program(command, site.environment(database, sink), log).run());
    } catch (IOException e) {
      throw new IllegalStateException(contender + " printed no JSON, see " + log, e);
    } finally {
      site.drop(database);
    }
  }

  /// The same, where what is printed is a count and seconds; returns the rate.
  double rate(String contender, String... work) throws Exception {
    var printed = run(contender, site.sink(), work);
    return printed.get("count").asDouble() / printed.get("seconds").asDouble();
  }
}
