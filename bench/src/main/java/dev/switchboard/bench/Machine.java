package dev.switchboard.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// The machine, the versions and the settings that figures belong to.
final class Machine {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Machine() {}

  /// @param node the Node.js of the peers; null where there is none
  static String describe(Site site, Path home, @Nullable String node) throws Exception {
    return """
        - machine: %d cores (%s), %s of memory, %s %s
        - Java %s; PostgreSQL %s
        - PostgreSQL with %s
        - peers: %s; %s
        - %s
        - %s; %s; %s
        - commit %s
        """.formatted(Runtime.getRuntime().availableProcessors(), processor(), memory(),
        System.getProperty("os.name"), System.getProperty("os.version"), System.getProperty("java.vm.version"),
        site.postgresVersion(), String.join(", ", site.postgresSettings()),
        javaPeers(), node == null ? "none on Node.js" : nodePeers(home) + " on Node.js " + version(node, "--version"),
        version("redis-server", "--version"), version("nginx", "-v"), version("wrk", "-v"),
        version("pgbench", "--version"), version("git", "-C", home.toString(), "describe", "--always", "--dirty"));
  }

  private static String processor() throws IOException {
    var info = Path.of("/proc/cpuinfo");
    return Files.exists(info)
        ? Files.readAllLines(info).stream().filter(line -> line.startsWith("model name")).findFirst()
            .map(line -> line.replaceFirst(".*:\\s*", "")).orElse("unknown")
        : System.getProperty("os.arch");
  }

  private static String memory() throws IOException {
    var info = Path.of("/proc/meminfo");
    return Files.exists(info)
        ? Math.round(Program.number(Files.readString(info), "MemTotal:") / 1024 / 1024) + " GiB"
        : "unknown";
  }

  private static String javaPeers() throws IOException {
    var versions = new Properties();
    try (var file = Machine.class.getResourceAsStream("/bench-versions.properties")) {
      versions.load(file);
    }
    return "JobRunr " + versions.getProperty("jobrunr") + ", db-scheduler " + versions.getProperty("db-scheduler");
  }

  private static String nodePeers(Path home) throws IOException {
    var wanted = JSON.readTree(home.resolve("peers/package.json").toFile()).get("dependencies");
    var live = JSON.readTree(home.resolve("peers/socketio/package.json").toFile()).get("dependencies");
    return "graphile-worker " + wanted.get("graphile-worker").asText() + ", BullMQ " + wanted.get("bullmq").asText()
        + ", Socket.IO " + live.get("socket.io").asText();
  }

  // Some print their version to standard error, wrk together with its usage and a failure.
  private static String version(String... command) throws InterruptedException {
    try {
      var process = Processes.start(new ProcessBuilder(command).redirectErrorStream(true));
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return output.lines().findFirst().orElse("unknown").strip();
    } catch (IOException e) {
      return "no " + List.of(command).getFirst();
    }
  }
}
