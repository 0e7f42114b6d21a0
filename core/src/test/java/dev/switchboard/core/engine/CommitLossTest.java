package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.DatabaseUnavailableException;
import dev.switchboard.core.message.AcceptResult.Accepted;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.Messages;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;

/// The connection is lost at the very moment of a commit.
class CommitLossTest {

  private static final String ANA = "+5511999990001";

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  static TestEngine engine;

  @BeforeAll
  static void start() {
    engine = new TestEngine(DB);
  }

  @AfterAll
  static void stop() throws Exception {
    engine.close();
  }

  @AfterEach
  void nothingIsLeftToSend() {
    DB.run("truncate outbox");
  }

  @Test
  void anAcceptWhoseAnswerWasLostHasHappened() {
    var messages = messages(lostAfterCommit());

    var accepted = (Accepted) messages.accept(engine.request(ANA, "x"));

    assertThat(engine.status(accepted.id())).isEqualTo("QUEUED");
    assertThat(DB.count("outbox where message_id = ?", accepted.id())).isEqualTo(1);
    assertThat(DB.count("outbox")).isEqualTo(1);
  }

  @Test
  void anAcceptThatWasLostBeforeItsCommitHasNotHappened() {
    var messages = messages(lostBeforeCommit());

    assertThatThrownBy(() -> messages.accept(engine.request(ANA, "x", Lane.BULK, "lost")))
        .isInstanceOf(DatabaseUnavailableException.class);

    assertThat(DB.count("outbox")).isZero();
    assertThat(DB.count("idempotency_keys where key = 'lost'")).isZero();
    assertThat(messages.accept(engine.request(ANA, "x", Lane.BULK, "lost")))
        .isInstanceOfSatisfying(Accepted.class, accepted -> assertThat(accepted.repeated()).isFalse());
  }

  private static Messages messages(Database database) {
    return Messages.over(engine.accounts, database, engine.doorbell, engine.wakeups);
  }

  private static Database lostAfterCommit() {
    var once = new AtomicBoolean(true);
    return CommitPoint.of(engine.database, connection -> {}, connection -> {
      if (once.getAndSet(false)) {
        kill(connection);
        // What the driver says when no answer comes to its COMMIT.
        throw new SQLException("An I/O error occurred while sending to the backend.", "08006");
      }
    });
  }

  private static Database lostBeforeCommit() {
    var once = new AtomicBoolean(true);
    return CommitPoint.of(engine.database, connection -> {
      if (once.getAndSet(false)) {
        kill(connection);
      }
    }, connection -> {});
  }

  private static void kill(Connection connection) throws SQLException {
    var backend = connection.unwrap(PGConnection.class).getBackendPID();
    DB.value(Boolean.class, "select pg_terminate_backend(?, 10000)", backend);
  }
}
