package dev.switchboard.bench.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

class TcpProxyTest {

  @Test
  void itPassesOnWhatBothSidesSayUntilItCuts() throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    try (var server = new ServerSocket(0, 1, loopback); var proxy = TcpProxy.before(server.getLocalPort());
        var client = new Socket(loopback, proxy.port()); var served = server.accept()) {
      client.getOutputStream().write(1);
      assertThat(served.getInputStream().read()).isEqualTo(1);
      served.getOutputStream().write(2);
      assertThat(client.getInputStream().read()).isEqualTo(2);

      proxy.cut();

      assertThat(endOf(client)).isEqualTo(-1);
      assertThat(endOf(served)).isEqualTo(-1);
    }
  }

  // Whether a cut looks like an end or like a reset depends on what was under way.
  private static int endOf(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read();
    } catch (SocketException e) {
      return -1;
    }
  }
}
