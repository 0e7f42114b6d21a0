package dev.switchboard.bench;

import dev.switchboard.app.postgres.ServerSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What all contenders share: one PostgreSQL, as durable as any, one Redis, and the sink that messages are posted to.
public final class Site implements AutoCloseable {

  private static final String ROLE = "postgres";

  private final Path home;
  private final Path directory;
  private final EmbeddedPostgres postgres;
  private final List<Process> processes = new ArrayList<>();
  private final int redisPort;
  private final int sinkPort;
  private boolean closed;

  /// @param home the directory `bench` of the project
  public Site(Path home) throws IOException {
    this.home = home;
    directory = Files.createTempDirectory("switchboard-bench");
    postgres = EmbeddedPostgres.builder()
        .setDataDirectory(directory.resolve("postgres"))
        // It has to be gone before its files are.
        .setRegisterShutdownHook(false)
        .setServerConfig("unix_socket_directories", "")
        .setServerConfig("max_connections", "300")
        // The builder would give durability away for speed.
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on")
        // As the product's own server has them.
        .setServerConfig("shared_buffers", ServerSettings.sharedBuffers() + "MB")
        .setServerConfig("max_wal_size", ServerSettings.MAX_WAL_SIZE)
        .start();
    redisPort = freePort();
    sinkPort = freePort();
    startRedis();
    startSink();
    Runtime.getRuntime().addShutdownHook(new Thread(this::closeAtExit));
  }

  private void startRedis() throws IOException {
    var data = Files.createDirectory(directory.resolve("redis"));
    start("redis-server", "--bind", "127.0.0.1", "--port", String.valueOf(redisPort), "--dir", data.toString(),
        "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction");
  }

  private void startSink() throws IOException {
    var data = Files.createDirectory(directory.resolve("sink"));
    var configuration = Files.writeString(data.resolve("nginx.conf"), Files.readString(home.resolve("sink.conf"))
        .replace("${directory}", data.toString())
        .replace("${port}", String.valueOf(sinkPort)));
    start("nginx", "-c", configuration.toString(), "-e", "stderr");
  }

  private void start(String... command) throws IOException {
    processes.add(Processes.start(new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(directory.resolve(command[0] + ".log").toFile())));
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  URI sink() {
    return URI.create("http://127.0.0.1:" + sinkPort + "/v1/messages");
  }

  int postgresPort() {
    return postgres.getPort();
  }

  /// A place for files of this run; gone with the site.
  Path newDirectory(String name) throws IOException {
    return Files.createTempDirectory(directory, name);
  }

  /// An empty database; its contender's environment names it.
  String newDatabase() throws SQLException {
    var name = "bench_" + Long.toString(System.nanoTime(), 36);
    execute("create database " + name);
    return name;
  }

  void drop(String database) throws SQLException {
    execute("drop database " + database + " with (force)");
    // What it has left to write would be written during somebody else's turn.
    execute("checkpoint");
  }

  private void execute(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(jdbcUrl("postgres"), ROLE, "");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  String postgresVersion() throws SQLException {
    return ask("select current_setting('server_version')").getFirst();
  }

  /// What makes commits durable, and dear, as the server has it.
  List<String> postgresSettings() throws SQLException {
    return ask("""
        select name || ' ' || current_setting(name)
        from pg_settings
        where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method', 'shared_buffers',
          'max_wal_size', 'max_connections')
        order by name""");
  }

  private List<String> ask(String sql) throws SQLException {
    var answers = new ArrayList<String>();
    try (var connection = DriverManager.getConnection(jdbcUrl("postgres"), ROLE, "");
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        answers.add(rows.getString(1));
      }
    }
    return answers;
  }

  String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + postgresPort() + "/" + database;
  }

  /// What contenders are told, see bench/README.md.
  Map<String, String> environment(String database, URI sink) {
    return Map.of(
        "BENCH_DATABASE_HOST", "127.0.0.1",
        "BENCH_DATABASE_PORT", String.valueOf(postgresPort()),
        "BENCH_DATABASE_NAME", database,
        "BENCH_DATABASE_USER", ROLE,
        "BENCH_DATABASE_PASSWORD", ROLE,
        "BENCH_REDIS_URL", "redis://127.0.0.1:" + redisPort,
        "BENCH_SINK_URL", sink.toString());
  }

  // Ctrl-C ends no try block; where one is ending already, it is waited for.
  private void closeAtExit() {
    try {
      close();
    } catch (IOException | UncheckedIOException | InterruptedException e) {
      System.err.println("not everything could be removed from " + directory + ": " + e);
    }
  }

  @Override
  public synchronized void close() throws IOException, InterruptedException {
    if (closed) {
      return;
    }
    closed = true;
    for (var process : processes) {
      process.destroy();
      process.waitFor(10, TimeUnit.SECONDS);
    }
    postgres.close();
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
