package dev.switchboard.app.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a running server writes into its data directory: `postmaster.pid`, see src/include/utils/pidfile.h.
///
/// @param pid of the server
/// @param port it listens on
record PidFile(long pid, int port) {

  private static final int PID_LINE = 0;
  private static final int PORT_LINE = 3;

  /// The server that runs on this data directory; empty where none does, whatever a killed one has left behind.
  static Optional<PidFile> ofRunningServer(ServerFiles files) throws IOException {
    return Files.exists(files.pidFile())
        ? parse(Files.readAllLines(files.pidFile())).filter(file -> file.isServerOf(files.data()))
        : Optional.empty();
  }

  private static Optional<PidFile> parse(List<String> lines) {
    try {
      return lines.size() > PORT_LINE
          ? Optional.of(new PidFile(Long.parseLong(lines.get(PID_LINE).strip()),
              Integer.parseInt(lines.get(PORT_LINE).strip())))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  // The number may have gone to another program meanwhile, above all in a container that was started again.
  private boolean isServerOf(Path data) {
    return ProcessHandle.of(pid).isPresent() && commandLine()
        .map(words -> words.getFirst().contains("postgres") && names(words, data))
        .orElse(false);
  }

  // Linux shows everybody's command line in /proc, while the program's file may be hidden from us.
  private Optional<List<String>> commandLine() {
    var file = Path.of("/proc", Long.toString(pid), "cmdline");
    if (!Files.exists(Path.of("/proc/self/cmdline"))) {
      return ProcessHandle.of(pid).flatMap(process -> process.info().commandLine())
          .map(line -> List.of(line.split(" ")));
    }
    try {
      return Optional.of(List.of(Files.readString(file).split("\0"))).filter(words -> !words.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean names(List<String> words, Path data) {
    return words.contains(data.toString());
  }
}
