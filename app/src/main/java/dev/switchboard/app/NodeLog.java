package dev.switchboard.app;

import dev.switchboard.app.command.NodeOptions;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/// Where the log goes. With a database of our own somebody is watching the terminal, so the log goes to a file and only
/// warnings show; a node that joins a database logs to standard output, where whatever runs it collects it.
final class NodeLog {

  /// To be called before anybody logs.
  static void configure(NodeOptions options) {
    if (options.joined().isEmpty()) {
      System.setProperty("switchboard.log.file", file(options).toString());
      System.setProperty("logback.configurationFile", "logback-file.xml");
    }
  }

  static void failed(RuntimeException e) {
    LoggerFactory.getLogger(NodeLog.class).debug("the node does not run", e);
  }

  static String whereToLook(NodeOptions options) {
    return options.joined().isEmpty() ? file(options) + " says more." : "the log says more.";
  }

  private static Path file(NodeOptions options) {
    return options.data().resolve("switchboard.log");
  }

  private NodeLog() {}
}
