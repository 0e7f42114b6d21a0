package dev.switchboard.app;

import dev.switchboard.app.command.Command;
import dev.switchboard.app.command.CommandLine;
import dev.switchboard.app.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A node in the JVM of the tests, started as `Main` starts it.
final class NodeInProcess implements AutoCloseable {

  static {
    // As in NodeProcess: nobody wants to wait a minute for what was under way when the database went away.
    System.setProperty("switchboard.send.lease", "8s");
  }

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final Node node;

  private NodeInProcess(Path data, List<String> flags) {
    var words = new ArrayList<>(List.of("up", "--port", "0", "--data", data.toString()));
    words.addAll(flags);
    var up = (Command.Up) CommandLine.parse(words, Map.of());
    var out = new PrintStream(output, true, StandardCharsets.UTF_8);
    this.node = new Node(up.options(), Map.of(), new Console(out));
  }

  static NodeInProcess start(Path data, String... flags) {
    var started = new NodeInProcess(data, List.of(flags));
    try {
      started.node.start(() -> {});
      return started;
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
  }

  String output() {
    return output.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    node.close();
  }
}
