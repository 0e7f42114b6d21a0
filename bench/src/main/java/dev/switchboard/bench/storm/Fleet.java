package dev.switchboard.bench.storm;

import dev.switchboard.app.command.DatabaseUrl;
import dev.switchboard.app.directory.Credentials;
import dev.switchboard.app.directory.CredentialsFile;
import dev.switchboard.app.directory.KeysFile;
import dev.switchboard.app.postgres.Passwords;
import dev.switchboard.app.postgres.PostgresServer;
import dev.switchboard.core.spi.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/// Everything that runs: PostgreSQL, the simulator, two api nodes and two workers, each a process of its own, with proxies
/// between them that can cut. Nodes reach PostgreSQL and the simulator, and clients reach nodes, by proxies only.
final class Fleet implements AutoCloseable {

  private static final int OF_EACH = 2;
  // Everything that a node waits for is short, so that a storm sees much of it; a lease must outlast two timeouts.
  private static final Map<String, String> SHORT_WAITS = Map.of(
      "SWITCHBOARD_SEND_LEASE", "4s",
      "SWITCHBOARD_SEND_RETRY_DELAYS", "200ms,500ms,1s,2s,5s,5s,10s,10s",
      "SWITCHBOARD_SEND_CHECK_DELAYS", "1s,2s,3s,5s,5s,10s,10s",
      "SWITCHBOARD_SEND_RECEIPT_PATIENCE", "5s",
      "SWITCHBOARD_SEND_BREAKER_PAUSE", "1s",
      "SWITCHBOARD_LIVE_BUFFERED_MESSAGES", "200");

  private final Path data;
  private final PostgresServer postgres;
  private final DatabaseUrl database;
  private final Credentials credentials;
  private final TcpProxy databaseProxy;
  private final Child simulator;
  private final int simulatorPort = freePort();
  private final TcpProxy simulatorProxy = TcpProxy.before(simulatorPort);
  private final List<Child> workers = new ArrayList<>();
  private final List<Child> apis = new ArrayList<>();
  private final List<TcpProxy> fronts = new ArrayList<>();

  private Fleet(Path data) throws IOException {
    this.data = data;
    var passwords = new KeysFile(data.resolve("keys.json")).read().database();
    if (passwords == null) {
      throw new IllegalStateException("the rehearsal made no database");
    }
    credentials = new CredentialsFile(data.resolve("credentials.json")).read().orElseThrow();
    postgres = PostgresServer.start(data, postgresVersion(),
        new Passwords(new Secret(passwords.superuser()), new Secret(passwords.owner())), _ -> {});
    database = new DatabaseUrl(postgres.jdbcUrl(), "switchboard", new Secret(passwords.owner()));
    databaseProxy = TcpProxy.before(postgres.port());
    simulator = Child.java("simulator", data.resolve("simulator.log"), Map.of(), List.of("-Xmx512m"),
        "dev.switchboard.providers.sandbox.SandboxMain", Integer.toString(simulatorPort), journal().toString());
    nodes();
  }

  /// Makes a new installation in the directory as `./switchboard up` would, and starts its parts, all but the nodes.
  static Fleet prepare(Path data) throws IOException, InterruptedException {
    Files.createDirectories(data);
    var rehearsal = Child.java("rehearsal", data.resolve("rehearsal.log"), Map.of(), List.of("-Xmx256m"),
        "dev.switchboard.app.Main", "rehearse", "--port", "0", "--data", data.toString());
    rehearsal.start();
    if (rehearsal.await(180) != 0) {
      throw new IllegalStateException("the first start failed, see " + data.resolve("rehearsal.log"));
    }
    var fleet = new Fleet(data);
    fleet.simulator.start();
    return fleet;
  }

  private void nodes() {
    var joined = new DatabaseUrl(database.jdbcUrl().replace(":" + postgres.port() + "/", ":" + databaseProxy.port()
        + "/"), database.user(), database.password()).revealed();
    for (var i = 0; i < OF_EACH; i++) {
      var port = freePort();
      apis.add(node("api " + i, joined, "--roles", "api", "--port", Integer.toString(port)));
      fronts.add(TcpProxy.before(port));
      workers.add(node("worker " + i, joined, "--roles", "worker"));
    }
  }

  private Child node(String name, String databaseUrl, String... flags) {
    var words = Stream.concat(Stream.of("dev.switchboard.app.Main", "up", "--database-url", databaseUrl, "--keys",
        data.resolve("keys.json").toString()), Stream.of(flags)).toArray(String[]::new);
    // Small socket buffers, so that a client that does not read fills them in seconds.
    return Child.java(name, data.resolve(name.replace(" ", "-") + ".log"), SHORT_WAITS,
        List.of("-Xmx256m", "-Dmicronaut.server.netty.child-options.SO_SNDBUF=16384"), words);
  }

  void startNodes() {
    apis.forEach(Child::start);
    workers.forEach(Child::start);
  }

  /// A connection of our own, past the proxy. Fails while PostgreSQL is down.
  Connection connect() throws SQLException {
    var login = new Properties();
    login.setProperty("user", database.user());
    login.setProperty("password", database.password().reveal());
    login.setProperty("ApplicationName", "storm");
    login.setProperty("connectTimeout", "5");
    login.setProperty("socketTimeout", "120");
    return DriverManager.getConnection(database.jdbcUrl(), login);
  }

  /// The process id of the server that forks all others.
  long postmaster() throws IOException {
    return Long.parseLong(Files.readAllLines(data.resolve("postgres/postmaster.pid")).getFirst().strip());
  }

  List<Child> workers() {
    return workers;
  }

  List<Child> apis() {
    return apis;
  }

  TcpProxy databaseProxy() {
    return databaseProxy;
  }

  TcpProxy simulatorProxy() {
    return simulatorProxy;
  }

  List<TcpProxy> fronts() {
    return fronts;
  }

  /// Where clients reach an api node.
  URI url(int node) {
    return URI.create("http://127.0.0.1:" + fronts.get(Math.floorMod(node, fronts.size())).port());
  }

  /// Where the driver itself asks the simulator, past the proxy.
  URI simulatorUrl() {
    return URI.create("http://127.0.0.1:" + simulatorPort);
  }

  String apiKey() {
    return credentials.apiKey();
  }

  Path journal() {
    return data.resolve("simulator.journal");
  }

  @Override
  public void close() throws IOException {
    Stream.concat(apis.stream(), workers.stream()).forEach(Child::kill);
    simulator.kill();
    postgres.close();
    databaseProxy.close();
    simulatorProxy.close();
    for (var front : fronts) {
      front.close();
    }
  }

  private static String postgresVersion() throws IOException {
    var properties = new Properties();
    try (var file = Fleet.class.getResourceAsStream("/switchboard-build.properties")) {
      properties.load(file);
    }
    return properties.getProperty("postgres");
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
