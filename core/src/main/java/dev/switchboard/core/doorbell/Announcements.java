package dev.switchboard.core.doorbell;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.SteadyConnection;
import dev.switchboard.core.database.Throttle;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends topics to the other nodes: a set of what waits, one NOTIFY under way.
///
/// Whatever is added while a statement is under way, or soon after many of them, joins the next one: a busy node sends few
/// statements, and an idle one adds no delay. Topics wait while the database is away, except `live …`, which nobody wants late.
final class Announcements implements AutoCloseable {

  static final String CHANNEL = "switchboard";
  /// PostgreSQL's limit for the payload of a notification is below 8,000 bytes.
  static final int MAX_BYTES = 7_999;
  /// More than this many different topics wait only when the database has been away for long; everybody looks then.
  private static final int MAX_WAITING = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

  private final Set<String> waiting = new LinkedHashSet<>();
  private final SteadyConnection line;
  private volatile int pid;

  Announcements(Database database) {
    this.line = new SteadyConnection(database, "switchboard-ring", this::send);
  }

  void add(String topic) {
    if (topic.length() > MAX_BYTES || topic.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      LOG.warn("a topic of {} characters is too long for other nodes to hear", topic.length());
      return;
    }
    synchronized (waiting) {
      if (waiting.size() < MAX_WAITING && waiting.add(topic)) {
        waiting.notifyAll();
      }
    }
  }

  boolean isOurs(int senderPid) {
    return senderPid == pid;
  }

  @Override
  public void close() {
    line.close();
  }

  private void send(Connection connection) throws SQLException, InterruptedException {
    pid = connection.unwrap(PGConnection.class).getBackendPID();
    var notify = """
        select pg_notify('%s', topic)
        from unnest(?::text[]) topic
        """.formatted(CHANNEL);
    try (var settings = connection.createStatement(); var statement = connection.prepareStatement(notify)) {
      // A ring is worth no wait for the disk: after a crash nobody is there to hear it.
      settings.execute("set synchronous_commit = off");
      // Each statement wakes a session for every node that listens, this one's too.
      var throttle = new Throttle();
      while (true) {
        awaitTopic();
        throttle.await();
        var topics = take();
        try {
          statement.setArray(1, connection.createArrayOf("text", topics));
          statement.execute();
        } catch (SQLException e) {
          putBack(topics);
          throw e;
        }
      }
    }
  }

  private void awaitTopic() throws InterruptedException {
    synchronized (waiting) {
      while (waiting.isEmpty()) {
        waiting.wait();
      }
    }
  }

  private String[] take() {
    synchronized (waiting) {
      var topics = waiting.toArray(String[]::new);
      waiting.clear();
      return topics;
    }
  }

  private void putBack(String[] topics) {
    synchronized (waiting) {
      for (var topic : topics) {
        waiting.add(topic);
      }
      waiting.removeIf(topic -> topic.startsWith("live "));
    }
  }
}
