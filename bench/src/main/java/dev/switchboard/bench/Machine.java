package dev.switchboard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The machine and the versions that figures belong to.
final class Machine {

  private Machine() {}

  static String describe() throws Exception {
    return """
        - machine: %d cores (%s), %s of memory, %s %s
        - Java %s; PostgreSQL 17 with fsync, synchronous_commit and full_page_writes on, shared_buffers 128 MB
        - %s; %s; %s; %s
        - commit %s
        """.formatted(Runtime.getRuntime().availableProcessors(), processor(), memory(),
        System.getProperty("os.name"), System.getProperty("os.version"), System.getProperty("java.version"),
        version("nginx", "-v"), version("redis-server", "--version"), version("wrk", "-v"),
        version("pgbench", "--version"), version("git", "describe", "--always", "--dirty"));
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

  // Some print their version to standard error, wrk together with its usage and a failure.
  private static String version(String... command) throws InterruptedException {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      process.waitFor();
      return output.lines().findFirst().orElse("unknown").strip();
    } catch (IOException e) {
      return "no " + List.of(command).getFirst();
    }
  }
}
