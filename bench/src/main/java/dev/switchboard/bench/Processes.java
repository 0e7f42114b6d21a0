package dev.switchboard.bench;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/// The processes that the benchmark has started: none of them outlives it, however it is ended.
final class Processes {

  private static final Set<Process> RUNNING = new HashSet<>();
  private static boolean ended;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Processes::end));
  }

  private Processes() {}

  // One at a time: a process that is started while the benchmark ends would be known to nobody.
  static synchronized Process start(ProcessBuilder builder) throws IOException {
    if (ended) {
      throw new IllegalStateException("the benchmark is ended");
    }
    RUNNING.removeIf(process -> !process.isAlive());
    var process = builder.start();
    RUNNING.add(process);
    return process;
  }

  /// SIGKILL, also for what it has started itself.
  static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static synchronized void end() {
    ended = true;
    RUNNING.forEach(Processes::kill);
  }
}
