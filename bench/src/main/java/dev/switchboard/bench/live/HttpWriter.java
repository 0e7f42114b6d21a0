package dev.switchboard.bench.live;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// `POST /api/v1/messages`. Written to by one thread.
public final class HttpWriter implements AutoCloseable {

  private final HttpConnections connections;
  private final String head;

  /// Opens so many connections to a server.
  ///
  /// @param key the API key of the tenant
  public HttpWriter(URI server, String key, int connections) throws IOException {
    this.connections = new HttpConnections(new InetSocketAddress(server.getHost(), server.getPort()), connections);
    this.head = "POST /api/v1/messages HTTP/1.1\r\nHost: " + server.getAuthority()
        + "\r\nAuthorization: Bearer " + key + "\r\nContent-Type: application/json\r\nContent-Length: ";
  }

  /// Begins to post a message, in ASCII; waits for nothing but a free connection.
  public void write(String json) throws IOException, InterruptedException {
    connections.send((head + json.length() + "\r\n\r\n" + json).getBytes(StandardCharsets.US_ASCII));
  }

  /// How many messages the server has accepted.
  public int accepted() {
    return connections.accepted();
  }

  /// How many it has not.
  public int refused() {
    return connections.refused();
  }

  /// Gives up what is under way.
  @Override
  public void close() throws IOException {
    connections.close();
  }
}
