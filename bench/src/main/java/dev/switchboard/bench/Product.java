package dev.switchboard.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A running Switchboard: the command that users type, on a database of its own of the site's PostgreSQL.
///
/// Its demo account sends to the sink.
final class Product implements AutoCloseable {

  private static final int SECONDS_TO_START = 120;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Site site;
  private final Path home;
  private final Path log;
  private final String database;
  private final Path data;
  private final List<Process> nodes = new ArrayList<>();

  Product(Site site, Path home, Path log) throws Exception {
    this.site = site;
    this.home = home;
    this.log = log;
    this.database = site.newDatabase();
    this.data = site.newDirectory("product");
  }

  /// Starts a node with these roles and returns when it says that it is ready.
  Process start(String roles) throws IOException, InterruptedException {
    var first = nodes.isEmpty();
    var output = data.resolve("node" + nodes.size() + ".log");
    var builder = new ProcessBuilder(home.resolveSibling("switchboard").toString(), "up", "--port", "0", "--roles",
        roles,
        "--data", data.toString(), "--keys", data.resolve("keys.json").toString(), first ? "--demo" : "--no-demo",
        "--database-url", "postgres://postgres:postgres@127.0.0.1:" + site.postgresPort() + "/" + database)
        .redirectErrorStream(true).redirectOutput(output.toFile());
    var node = builder.start();
    nodes.add(node);
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_START);
    while (!Files.readString(output).contains("  ready in")) {
      if (!node.isAlive() || System.nanoTime() > end) {
        throw new IllegalStateException("the product does not start: " + Files.readString(output));
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return node;
  }

  /// Lets the demo account send to the sink instead of the simulated service.
  void sendToSink() throws Exception {
    var root = site.sink().resolve("/").toString();
    execute("update channel_accounts set settings = jsonb_build_object('url', '" + root.substring(0, root.length() - 1)
        + "') where name = 'sandbox'");
  }

  private void execute(String sql) throws Exception {
    try (var connection = DriverManager.getConnection(site.jdbcUrl(database), "postgres", "");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  long count(String fromAndWhere) throws Exception {
    try (var connection = DriverManager.getConnection(site.jdbcUrl(database), "postgres", "");
        var statement = connection.createStatement();
        var row = statement.executeQuery("select count(*) from " + fromAndWhere)) {
      row.next();
      return row.getLong(1);
    }
  }

  URI url() throws IOException {
    return URI.create(credentials().get("url").asText());
  }

  String apiKey() throws IOException {
    return credentials().get("apiKey").asText();
  }

  private JsonNode credentials() throws IOException {
    return JSON.readTree(data.resolve("credentials.json").toFile());
  }

  /// Where what it prints is kept.
  Path log() {
    return log;
  }

  /// Stops one node as an operator would.
  static void stop(Process node) throws InterruptedException {
    node.destroy();
    if (!node.waitFor(30, TimeUnit.SECONDS)) {
      node.destroyForcibly().waitFor();
    }
  }

  @Override
  public void close() throws Exception {
    for (var node : nodes) {
      stop(node);
    }
    site.drop(database);
  }
}
