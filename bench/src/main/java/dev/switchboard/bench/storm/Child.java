package dev.switchboard.bench.storm;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A process of ours: it may be killed, frozen, and started again in the same way. One that ends although nobody has killed
/// it is started again too, as any init system would. Thread-safe.
final class Child implements AutoCloseable {

  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path output;
  private final AtomicInteger endedByItself = new AtomicInteger();
  private @Nullable Process process;
  private boolean wanted;

  private Child(String name, List<String> command, Map<String, String> environment, Path output) {
    this.name = name;
    this.command = command;
    this.environment = environment;
    this.output = output;
  }

  /// A Java program with our own class path.
  static Child java(String name, Path output, Map<String, String> environment, List<String> flags, String... words) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError",
        "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(words));
    return new Child(name, command, environment, output);
  }

  synchronized void start() {
    wanted = true;
    if (process == null || !process.isAlive()) {
      var builder = new ProcessBuilder(command).redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
      builder.environment().putAll(environment);
      try {
        var started = builder.start();
        process = started;
        Thread.ofVirtual().name("watch " + name).start(() -> watch(started));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void watch(Process started) {
    started.onExit().join();
    synchronized (this) {
      if (wanted && process == started) {
        endedByItself.incrementAndGet();
      } else {
        return;
      }
    }
    try {
      Thread.sleep(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    synchronized (this) {
      if (wanted) {
        start();
      }
    }
  }

  /// How often it has ended although nobody killed it: at a start without a database, for example.
  int endedByItself() {
    return endedByItself.get();
  }

  synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  /// Of the process that was started last.
  synchronized long pid() {
    if (process == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return process.pid();
  }

  /// SIGKILL; returns when it is gone.
  void kill() {
    Process victim;
    synchronized (this) {
      wanted = false;
      victim = process;
    }
    if (victim != null) {
      victim.destroyForcibly().onExit().join();
    }
  }

  /// Waits for an end of its own; kills it after that time.
  ///
  /// @return the exit code
  int await(int seconds) throws InterruptedException {
    Process running;
    synchronized (this) {
      wanted = false;
      running = process;
    }
    if (running == null || !running.waitFor(seconds, TimeUnit.SECONDS)) {
      kill();
      return -1;
    }
    return running.exitValue();
  }

  @Override
  public void close() {
    kill();
  }

  /// Sends a signal, such as `STOP`, to any process.
  static void signal(String signal, long pid) throws IOException {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException().initCause(e);
    }
  }
}
