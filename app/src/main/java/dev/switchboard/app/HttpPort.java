package dev.switchboard.app;

import dev.switchboard.app.command.NodeOptions;
import dev.switchboard.app.console.StartFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// The port that a node is to listen on.
final class HttpPort {

  /// Tries it, before anything that takes long: a taken port is the commonest mistake.
  ///
  /// @throws StartFailure where it cannot be listened on
  static void requireFree(NodeOptions options) {
    if (options.port() == 0) {
      return;
    }
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(options.host(), options.port()));
    } catch (IOException | IllegalArgumentException e) {
      throw refused(options, e);
    }
  }

  static StartFailure refused(NodeOptions options, Exception e) {
    return new StartFailure("Port " + options.port() + " of " + options.host()
        + " cannot be listened on, most likely because another program does: choose another with --port.", e);
  }

  private HttpPort() {}
}
