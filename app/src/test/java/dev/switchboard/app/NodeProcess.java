package dev.switchboard.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/// A node in a process of its own, so that it can be killed.
final class NodeProcess implements AutoCloseable {

  private static final Pattern ADDRESS = Pattern.compile("http://(localhost|127\\.0\\.0\\.1):\\d+");

  private final Process process;
  private final Path output;

  private NodeProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /// Returns when the node is ready.
  ///
  /// @param output a file for what it says
  static NodeProcess start(Path output, String... flags) {
    var node = launch(output, flags);
    Awaitility.await("a node that is ready")
        .atMost(Duration.ofMinutes(2))
        .until(() -> node.output().contains("Ctrl-C stops it.") || !node.process.isAlive());
    if (!node.process.isAlive()) {
      throw new IllegalStateException("the node does not run: " + node.output());
    }
    return node;
  }

  private static NodeProcess launch(Path output, String... flags) {
    var command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
        "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), Main.class.getName(),
        "up"));
    command.addAll(List.of(flags));
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      // What a killed node had begun is picked up after its lease, which is a minute where nobody says otherwise.
      builder.environment().put("SWITCHBOARD_SEND_LEASE", "8s");
      return new NodeProcess(builder.start(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Its address, as it prints it.
  String url() {
    var address = ADDRESS.matcher(output());
    if (!address.find()) {
      throw new IllegalStateException("it tells no address: " + output());
    }
    return address.group();
  }

  long pid() {
    return process.pid();
  }

  /// SIGKILL: it gets to do nothing any more.
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /// SIGTERM; answers with the exit code.
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      throw new IllegalStateException("the node does not stop: " + output());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    kill();
  }
}
