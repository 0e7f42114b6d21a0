package dev.switchboard.providers.sandbox;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// A simulated messaging service on the wire: an HTTP server that takes messages, posts signed receipts and has customers
/// who write.
///
/// Accounts need not be set up: every request brings along how the service shall behave. What happens to a message is
/// decided by [Fate]. With a [VirtualClock] nothing happens by itself: [#tick] makes it happen, in order, in the calling
/// thread.
///
/// - `POST /v1/messages` takes a message: `{"reference", "attempt", "to", "text", "replyTo"?}` → 202 `{"id"}`
/// - `GET /v1/messages?reference=` and `GET /v1/messages/{id}` tell what became of it: `{"messages": [...], "since"}`
/// - `POST /v1/inbound` makes a customer write: `{"from": {"phone"?, "userId"?, "name"?}, "content"}` → 202 `{"id"}`
/// - `GET /v1/statistics` counts
public final class SandboxService implements AutoCloseable {

  /// Where and with what to run.
  ///
  /// @param host the address to listen on
  /// @param port 0 for any free one
  /// @param journal a file to remember in beyond a restart; null to forget
  /// @param capacity how many messages to keep in memory
  /// @param clock a [VirtualClock] in tests
  public record Configuration(String host, int port, @Nullable Path journal, int capacity, Clock clock) {

    /// On loopback, by the time of day, with the latest 50,000 messages in memory.
    public static Configuration onPort(int port) {
      return new Configuration("127.0.0.1", port, null, 50_000, Clock.systemUTC());
    }

    public Configuration withJournal(Path file) {
      return new Configuration(host, port, file, capacity, clock);
    }

    public Configuration withCapacity(int messages) {
      return new Configuration(host, port, journal, messages, clock);
    }

    public Configuration withClock(Clock other) {
      return new Configuration(host, port, journal, capacity, other);
    }
  }

  static {
    // Read once by the JDK's server when it is first used: answers must not wait for Nagle, and connections that the
    // provider's pool still holds must not be closed under it.
    setUnlessSet("sun.net.httpserver.nodelay", "true");
    setUnlessSet("sun.net.httpserver.maxIdleConnections", "20000");
    setUnlessSet("sun.net.httpserver.idleInterval", "300");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Clock clock;
  private final SandboxState state;

  private SandboxService(Configuration configuration, SandboxState state) throws IOException {
    this.clock = configuration.clock();
    this.state = state;
    this.server = HttpServer.create(new InetSocketAddress(configuration.host(), configuration.port()), 1024);
    server.setExecutor(threads);
    server.createContext("/v1/", new SandboxHandler(state));
  }

  /// Starts the service and returns when it listens.
  ///
  /// @throws UncheckedIOException when the port is taken or the journal cannot be read
  public static SandboxService start(Configuration configuration) {
    try {
      var state = SandboxState.open(configuration);
      var service = new SandboxService(configuration, state);
      service.server.start();
      if (!(configuration.clock() instanceof VirtualClock)) {
        state.courier().start();
      }
      return service;
    } catch (IOException e) {
      throw new UncheckedIOException("the sandbox service cannot start on " + configuration.host() + ":"
          + configuration.port() + ": " + e.getMessage(), e);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /// What accounts need as their setting `url`.
  public URI url() {
    return URI.create("http://" + server.getAddress().getHostString() + ":" + port());
  }

  /// The messages that it has taken and not yet forgotten, the oldest first.
  public List<ReceivedMessage> messages() {
    return state.ledger().messages();
  }

  /// The messages that it has taken with our id: more than one where one was doubled.
  public List<ReceivedMessage> messages(UUID reference) {
    return state.ledger().find(reference).stream().map(Ledger.Entry::message).toList();
  }

  public SandboxStatistics statistics() {
    return state.statistics();
  }

  /// Lets the virtual time pass and posts everything that comes due, in its order. Returns when it is posted.
  ///
  /// @throws IllegalStateException when the service runs by the time of day
  public void tick(Duration duration) {
    if (!(clock instanceof VirtualClock virtual)) {
      throw new IllegalStateException("only a virtual clock can be ticked");
    }
    state.courier().tick(virtual, virtual.instant().plus(duration));
  }

  /// Stops listening and posting. What was not posted yet is in the journal, if there is one.
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    state.close();
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
