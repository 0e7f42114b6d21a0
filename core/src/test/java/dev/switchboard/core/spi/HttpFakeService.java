package dev.switchboard.core.spi;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A fake of a service that speaks HTTP. Subclasses say what the service answers; this does the wire, the misbehaviour
/// and the counting.
public abstract class HttpFakeService implements FakeService {

  private static final List<String> NONSENSE = List.of("<html><h1>It works!</h1>", "", "{", "[]", "null", "42",
      "\"Ok\"", "{\"id\":{\"id\":[]},\"messages\":{}}", "\0\1\2\u00ff\u00fe");
  private static final byte[] NOT_HTTP = "220 mail.example ESMTP\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket server;
  private final Thread listener;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger garbled = new AtomicInteger();
  private volatile Conduct conduct = Conduct.ACCEPTS;

  protected HttpFakeService() {
    try {
      server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    listener = Thread.ofVirtual().start(this::listen);
  }

  /// The answer to a message that is taken. Each call gets an id of its own.
  protected abstract HttpReply accept(HttpCall call);

  /// The answer that asks to wait for [#retryAfter].
  protected abstract HttpReply throttle();

  protected abstract HttpReply refuse();

  protected abstract HttpReply refuseCredentials();

  protected HttpReply fail() {
    return HttpReply.json(500, "{}");
  }

  /// Whether this asks about a message instead of bringing one.
  protected boolean isLookup(HttpCall call) {
    return call.method().equals("GET");
  }

  /// The answer to a look-up. Only asked of services that have one.
  protected HttpReply lookUp(HttpCall call) {
    throw new UnsupportedOperationException("this service cannot be asked");
  }

  @Override
  public Duration retryAfter() {
    return Duration.ofSeconds(7);
  }

  private void listen() {
    while (!server.isClosed()) {
      try {
        var connection = server.accept();
        connections.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      if (conduct == Conduct.HANGS_UP) {
        return;
      }
      var in = new BufferedInputStream(connection.getInputStream());
      var out = connection.getOutputStream();
      do {
        var firstLine = HttpCall.line(in);
        asked.incrementAndGet();
        if (!answered(HttpCall.read(firstLine, in), out)) {
          return;
        }
      } while (conduct != Conduct.HANGS_UP);
    } catch (IOException e) {
      // The other side has gone, or we are closed: no more answers either way.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(connection);
    }
  }

  /// @return whether the connection may go on
  private boolean answered(HttpCall call, OutputStream out) throws IOException, InterruptedException {
    var lookup = isLookup(call);
    if (!lookup && takes()) {
      taken.incrementAndGet();
    }
    switch (conduct) {
      case ACCEPTS -> out.write((lookup ? lookUp(call) : accept(call)).bytes());
      case THROTTLES -> out.write(throttle().bytes());
      case FAILS -> out.write(fail().bytes());
      case REFUSES -> out.write((lookup ? refuseCredentials() : refuse()).bytes());
      case REFUSES_CREDENTIALS -> out.write(refuseCredentials().bytes());
      case GARBLES -> {
        return garble(lookup ? lookUp(call) : accept(call), out);
      }
      case LOSES_CONNECTION, HANGS_UP -> {
        return false;
      }
      case HANGS -> Thread.sleep(Duration.ofMinutes(5));
      case DRIPS -> drip(lookup ? lookUp(call) : accept(call), out);
    }
    return true;
  }

  private boolean takes() {
    return switch (conduct) {
      case ACCEPTS, GARBLES, LOSES_CONNECTION, HANGS, DRIPS -> true;
      case THROTTLES, FAILS, REFUSES, REFUSES_CREDENTIALS, HANGS_UP -> false;
    };
  }

  private boolean garble(HttpReply good, OutputStream out) throws IOException {
    var which = garbled.getAndIncrement() % (NONSENSE.size() + 1);
    out.write(which < NONSENSE.size() ? good.withBody(NONSENSE.get(which)).bytes() : NOT_HTTP);
    return which < NONSENSE.size();
  }

  private static void drip(HttpReply reply, OutputStream out) throws IOException, InterruptedException {
    var endless = reply.with("X-Endless", "x".repeat(100_000)).bytes();
    for (var each : endless) {
      out.write(each);
      Thread.sleep(20);
    }
  }

  @Override
  public String host() {
    return server.getInetAddress().getHostAddress();
  }

  @Override
  public int port() {
    return server.getLocalPort();
  }

  @Override
  public void behave(Conduct next) {
    conduct = next;
  }

  @Override
  public int taken() {
    return taken.get();
  }

  @Override
  public int asked() {
    return asked.get();
  }

  @Override
  public void close() {
    try {
      server.close();
      // Until its accept has returned, the port may still take a connection.
      listener.join();
      for (var connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
