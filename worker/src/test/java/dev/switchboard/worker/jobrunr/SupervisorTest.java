package dev.switchboard.worker.jobrunr;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.task.MessageSend;
import dev.switchboard.core.task.TaskQueue;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On a PostgreSQL of its own, which goes away and comes back.
final class SupervisorTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir
  Path directory;

  private final TaskQueue queue = new TaskQueue();
  private final Sends sends = new Sends(task -> {});
  private int port;
  private HikariDataSource pool;

  @BeforeEach
  void openPool() throws IOException {
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    pool = new HikariDataSource();
    pool.setJdbcUrl("jdbc:postgresql://localhost:" + port + "/postgres");
    pool.setUsername("postgres");
    pool.setConnectionTimeout(2000);
    pool.setInitializationFailTimeout(-1);
  }

  @AfterEach
  void closePool() {
    pool.close();
  }

  @Test
  void tasksAreRunAgainWhenTheDatabaseIsBack() throws IOException {
    try (var node = new Node(pool, sends)) {
      try (var _ = startDatabase()) {
        node.startAndAwait();
        runOne(node, 1);
      }
      await().atMost(PATIENCE).until(() -> !node.server.isRunning());
      try (var _ = startDatabase()) {
        await().atMost(PATIENCE).until(node::isReady);
        runOne(node, 2);
        node.close();
      }
    }
  }

  @Test
  void theDatabaseMayComeLater() throws IOException {
    try (var node = new Node(pool, sends).start()) {
      try (var _ = startDatabase()) {
        await().atMost(PATIENCE).until(node::isReady);
        runOne(node, 1);
        node.close();
      }
    }
  }

  private void runOne(Node node, int expected) {
    new Database(pool)
        .transaction(connection -> queue.enqueue(connection, new MessageSend(UUID.randomUUID(), Lane.INTERACTIVE)));
    node.ring();
    await().atMost(PATIENCE).until(() -> sends.begun().size() == expected);
  }

  private EmbeddedPostgres startDatabase() throws IOException {
    return EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(directory.resolve("data"))
        .setCleanDataDirectory(false)
        .setServerConfig("unix_socket_directories", "")
        .start();
  }
}
