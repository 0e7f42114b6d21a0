package dev.switchboard.bench.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The process under measurement, as Linux counts it.
record ServerProcess(long pid) {

  private static final double TICKS_PER_SECOND = 100;

  /// What of it is in memory, in MB of 1,000,000 bytes.
  double residentMb() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      var kilobytes = lines.filter(line -> line.startsWith("VmRSS:")).findFirst().orElseThrow().replaceAll("\\D", "");
      return Long.parseLong(kilobytes) * 1024 / 1e6;
    }
  }

  /// The processor time it has used, in seconds.
  double cpuSeconds() throws IOException {
    var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }
}
