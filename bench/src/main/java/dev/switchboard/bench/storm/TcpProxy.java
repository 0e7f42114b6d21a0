package dev.switchboard.bench.storm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Stands in front of a port and passes bytes on, until it is told to cut everything. Thread-safe.
final class TcpProxy implements AutoCloseable {

  private static final int BUFFER = 16_384;

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private TcpProxy(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  static TcpProxy before(int target) {
    try {
      var server = new ServerSocket();
      // Small windows, so that whoever stops reading is noticed by whoever writes.
      server.setReceiveBufferSize(BUFFER);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
      var proxy = new TcpProxy(server, target);
      Thread.ofPlatform().daemon().name("proxy-" + target).start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /// Cuts all connections there are, in the middle of whatever they carry. New ones are welcome at once.
  void cut() {
    open.forEach(TcpProxy::close);
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var near = server.accept();
        Thread.ofVirtual().start(() -> connect(near));
      } catch (IOException e) {
        // Closed; or the machine is short of something, which the next round will find again.
      }
    }
  }

  private void connect(Socket near) {
    open.add(near);
    var far = new Socket();
    open.add(far);
    try {
      near.setSendBufferSize(BUFFER);
      near.setTcpNoDelay(true);
      far.setReceiveBufferSize(BUFFER);
      far.setTcpNoDelay(true);
      far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 2_000);
      Thread.ofVirtual().start(() -> pass(far, near));
      pass(near, far);
    } catch (IOException e) {
      end(near, far);
    }
  }

  // Half-closed connections are of no use to anybody here: the first end is the end of both.
  private void pass(Socket from, Socket to) {
    try (var in = from.getInputStream(); var out = to.getOutputStream()) {
      var buffer = new byte[BUFFER];
      for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // That is what cutting looks like from here.
    } finally {
      end(from, to);
    }
  }

  private void end(Socket one, Socket other) {
    close(one);
    close(other);
    open.remove(one);
    open.remove(other);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone anyway.
    }
  }
}
