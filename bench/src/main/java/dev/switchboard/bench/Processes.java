package dev.switchboard.bench;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The processes that the benchmark has started: none of them outlives it, however it is ended.
final class Processes {

  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Processes::kill)));
  }

  private Processes() {}

  static Process start(ProcessBuilder builder) throws IOException {
    var process = builder.start();
    RUNNING.removeIf(other -> !other.isAlive());
    RUNNING.add(process);
    return process;
  }

  /// SIGKILL, also for what it has started itself.
  static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
