package dev.switchboard.app.postgres;

import dev.switchboard.app.console.StartFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;

/// A port of this machine that nobody listens on.
final class FreePort {

  private static final int TRIES = 200;

  /// The port itself or the next one that is free.
  static int preferring(int port) {
    return IntStream.range(port, port + TRIES)
        .filter(FreePort::isFree)
        .findFirst()
        .orElseThrow(() -> new StartFailure(
            "No port for the database is free between " + port + " and " + (port + TRIES) + "."));
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private FreePort() {}
}
