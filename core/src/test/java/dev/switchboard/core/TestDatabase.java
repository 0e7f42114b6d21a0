package dev.switchboard.core;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.PlannerSettings;
import dev.switchboard.core.task.TaskTables;
import dev.switchboard.migrations.Migrations;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A migrated database for each test class: `@RegisterExtension static final TestDatabase DB = new TestDatabase();`
///
/// One real PostgreSQL runs per JVM; each class gets a copy of a migrated template, which takes about 0.1 s. A class that
/// wants to see the server crash gets one of its own: [#onItsOwnServer()].
public final class TestDatabase implements BeforeAllCallback, AfterAllCallback {

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static @Nullable EmbeddedPostgres server;

  private final int poolSize;
  private final boolean alone;
  private @Nullable EmbeddedPostgres own;
  private final List<HikariDataSource> pools = new ArrayList<>();
  private @Nullable String name;
  private @Nullable Database database;

  public TestDatabase() {
    this(20);
  }

  public TestDatabase(int poolSize) {
    this(poolSize, false);
  }

  private TestDatabase(int poolSize, boolean alone) {
    this.poolSize = poolSize;
    this.alone = alone;
  }

  /// On a server that nobody else uses and whose commits are durable, as in production.
  public static TestDatabase onItsOwnServer() {
    return new TestDatabase(20, true);
  }

  /// Lets the server lose everything that it has not written to its log: one of its processes is killed, so it cuts all
  /// connections, throws away its memory and recovers. Returns when it answers again.
  public void crash() {
    if (!alone) {
      throw new IllegalStateException("others use this server");
    }
    var backend = Objects.requireNonNull(value(Integer.class, "select pg_backend_pid()"));
    if (!ProcessHandle.of(backend).orElseThrow().destroyForcibly()) {
      throw new IllegalStateException("could not kill the server's process " + backend);
    }
    Awaitility.await().atMost(Duration.ofMinutes(1)).ignoreExceptions()
        .until(() -> !Objects.equals(value(Integer.class, "select pg_backend_pid()"), backend));
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (alone) {
      own = startServer("on");
    }
    name = "test_" + COUNT.incrementAndGet();
    execute(postgres(), "create database " + name + " template switchboard_template");
    database = new Database(newPool());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    pools.forEach(HikariDataSource::close);
    execute(postgres(), "drop database if exists " + name + " with (force)");
    if (own != null) {
      close(own);
    }
  }

  /// The database of the class.
  public Database database() {
    return Objects.requireNonNull(database, "before the test class has begun");
  }

  /// A further pool on it, as another node would have.
  public HikariDataSource newPool() {
    return newPool(Duration.ofSeconds(30));
  }

  /// @param patience how long who wants a connection waits for it
  public HikariDataSource newPool(Duration patience) {
    var config = new HikariConfig();
    config.setJdbcUrl(url());
    config.setUsername("postgres");
    config.setPassword("postgres");
    config.setMaximumPoolSize(poolSize);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(patience.toMillis());
    PlannerSettings.addTo(config);
    var pool = new HikariDataSource(config);
    pools.add(pool);
    return pool;
  }

  /// The JDBC URL, user `postgres`, any password.
  public String url() {
    return postgres().getJdbcUrl("postgres", Objects.requireNonNull(name));
  }

  /// Runs statements, each in a transaction of its own.
  public void run(String... statements) {
    database().autocommit(connection -> {
      try (var statement = connection.createStatement()) {
        for (var sql : statements) {
          statement.execute(sql);
        }
      }
      return null;
    });
  }

  /// The first column of the first row, null where there is none.
  public <T> @Nullable T value(Class<T> type, String sql, Object... values) {
    var found = values(type, sql, values);
    return found.isEmpty() ? null : found.getFirst();
  }

  /// The first column of all rows.
  public <T> List<T> values(Class<T> type, String sql, Object... values) {
    return database().autocommit(connection -> values(connection, type, sql, values));
  }

  /// The same in a transaction of the test's own.
  public static <T> List<T> values(Connection connection, Class<T> type, String sql, Object... values)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (var i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (var rows = statement.executeQuery()) {
        var list = new ArrayList<T>();
        while (rows.next()) {
          list.add(rows.getObject(1, type));
        }
        return list;
      }
    }
  }

  /// How many rows a query counts: `count("outbox where ready")`.
  public long count(String fromAndWhere, Object... values) {
    return Objects.requireNonNull(value(Long.class, "select count(*) from " + fromAndWhere, values));
  }

  private EmbeddedPostgres postgres() {
    return own == null ? server() : own;
  }

  private static synchronized EmbeddedPostgres server() {
    if (server == null) {
      server = startServer("off");
    }
    return server;
  }

  private static EmbeddedPostgres startServer(String synchronousCommit) {
    try {
      var started = EmbeddedPostgres.builder()
          .setServerConfig("max_connections", "300")
          .setServerConfig("unix_socket_directories", "")
          .setServerConfig("synchronous_commit", synchronousCommit)
          .start();
      execute(started, "create database switchboard_template");
      try (var pool = new HikariDataSource()) {
        pool.setJdbcUrl(started.getJdbcUrl("postgres", "switchboard_template"));
        pool.setUsername("postgres");
        pool.setMaximumPoolSize(3);
        Migrations.migrate(pool);
        TaskTables.create(pool);
      }
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(EmbeddedPostgres server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void execute(EmbeddedPostgres server, String sql) {
    try (var connection = DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"), "postgres", "");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
