package dev.switchboard.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.app.directory.KeysFile;
import dev.switchboard.core.account.SecretCipher;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A running Switchboard: the command that users type, on a database of its own of the site's PostgreSQL.
///
/// The first node makes the demo tenant, whose account `sandbox` is what messages are sent by.
final class Product implements AutoCloseable {

  private static final int SECONDS_TO_START = 120;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Site site;
  private final Path home;
  private final Path log;
  private final String database;
  private final Path data;
  private final int port = Site.freePort();
  private final List<Process> nodes = new ArrayList<>();

  Product(Site site, Path home, Path log) throws Exception {
    this.site = site;
    this.home = home;
    this.log = log;
    this.database = site.newDatabase();
    this.data = site.newDirectory("product");
    new KeysFile(keys()).create();
  }

  private Path keys() {
    return data.resolve("keys.json");
  }

  /// Starts a node with these roles and returns when it is ready. One at a time may have the role `api`.
  Process start(String roles) throws IOException, InterruptedException {
    var first = nodes.isEmpty();
    var output = data.resolve("node" + nodes.size() + ".log");
    var builder = new ProcessBuilder(home.resolveSibling("switchboard").toString(), "up",
        "--roles", roles,
        "--port", roles.contains("api") ? String.valueOf(port) : "0",
        "--data", data.toString(), "--keys", keys().toString(), first ? "--demo" : "--no-demo",
        "--database-url", "postgres://postgres:postgres@127.0.0.1:" + site.postgresPort() + "/" + database)
        .redirectErrorStream(true).redirectOutput(output.toFile());
    // The sink gives no receipts and knows of no message: asking it after all of them would be measured, too.
    builder.environment().put("SWITCHBOARD_SEND_RECEIPT_PATIENCE", "1h");
    var node = Processes.start(builder);
    nodes.add(node);
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_START);
    // The last line that it prints when it starts.
    while (!Files.readString(output).contains("Ctrl-C stops it.")) {
      if (!node.isAlive() || System.nanoTime() > end) {
        throw new IllegalStateException("the product does not start: " + Files.readString(output));
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return node;
  }

  /// Lets the demo account send to the site's sink instead of the simulated service.
  void sendToSink() throws Exception {
    sendTo(site.sink());
  }

  /// Lets the demo account send to this sink. The sandbox's client appends its own path.
  void sendTo(URI sink) throws Exception {
    try (var connection = DriverManager.getConnection(site.jdbcUrl(database), "postgres", "");
        var statement = connection.prepareStatement("""
            update channel_accounts
            set settings = jsonb_build_object('url', ?)
            where name = 'sandbox'
            """)) {
      statement.setString(1, sink.getScheme() + "://" + sink.getAuthority());
      statement.executeUpdate();
    }
  }

  /// Runs statements in its database, each in a transaction of its own, on one connection.
  void execute(String... statements) throws Exception {
    try (var connection = DriverManager.getConnection(site.jdbcUrl(database), "postgres", "");
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  long count(String fromAndWhere) throws Exception {
    return (long) number("count(*) from " + fromAndWhere);
  }

  /// What the database answers to `select`: one number.
  double number(String expression) throws Exception {
    try (var connection = DriverManager.getConnection(site.jdbcUrl(database), "postgres", "");
        var statement = connection.createStatement();
        var row = statement.executeQuery("select " + expression)) {
      row.next();
      return row.getDouble(1);
    }
  }

  /// Returns when nothing is left to be sent.
  void awaitNothingWaits() throws Exception {
    while (count("outbox") > 0) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  String apiKey() throws IOException {
    return credentials().get("apiKey").asText();
  }

  /// By what the demo agent signs in, as variables of an environment.
  Map<String, String> agent() throws IOException {
    return Map.of("AGENT_EMAIL", credentials().get("agentEmail").asText(), "AGENT_PASSWORD",
        credentials().get("agentPassword").asText());
  }

  /// Logs the demo agent in.
  String agentToken() throws IOException, InterruptedException {
    var login = JSON.createObjectNode().put("email", credentials().get("agentEmail").asText())
        .put("password", credentials().get("agentPassword").asText());
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(HttpRequest.newBuilder(url().resolve("/api/v1/login"))
          .header("Content-Type", "application/json")
          .POST(BodyPublishers.ofString(login.toString())).build(), BodyHandlers.ofString());
      return JSON.readTree(answer.body()).required("accessToken").asText();
    }
  }

  SandboxAccount sandboxAccount() throws Exception {
    var keys = new KeysFile(keys()).read().secrets();
    var cipher = new SecretCipher(keys.current(), keys.keys().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, key -> Base64.getDecoder().decode(key.getValue()))));
    try (var connection = DriverManager.getConnection(site.jdbcUrl(database), "postgres", "")) {
      return SandboxAccount.of(connection, cipher);
    }
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
