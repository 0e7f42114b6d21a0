package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.message.CancelResult;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.Messages;
import dev.switchboard.core.outbox.Outbox;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A message is called back or sent, never both.
class CancelTest {

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
    DB.run("truncate outbox, status_checks");
  }

  @Test
  void aMessageThatIsBeingClaimedIsNotCanceled() throws Exception {
    var id = engine.accept(ANA, "x");
    var held = new HeldCommit(engine.database);
    var claiming = Race.begin(() -> new Outbox(held.database(), TestEngine.SETTINGS)
        .claim(engine.account, Lane.TRANSACTIONAL, 1, "x").messages());
    held.awaitHeld();

    var canceling = Race.begin(() -> engine.messages.cancel(engine.tenantId, id));
    Race.awaitBlocked(DB, canceling);
    held.release();

    assertThat(claiming.get()).hasSize(1);
    assertThat(canceling.get()).isEqualTo(CancelResult.TOO_LATE);
    assertThat(engine.status(id)).isEqualTo("QUEUED");
  }

  @Test
  void aMessageThatIsBeingCanceledIsNotClaimed() throws Exception {
    var id = engine.accept(ANA, "x");
    var held = new HeldCommit(engine.database);
    var canceling = Race.begin(() -> Messages.over(engine.accounts, held.database(), engine.doorbell, engine.wakeups)
        .cancel(engine.tenantId, id));
    held.awaitHeld();

    assertThat(engine.claim(10)).isEmpty();
    held.release();

    assertThat(canceling.get()).isEqualTo(CancelResult.CANCELED);
    assertThat(engine.claim(10)).isEmpty();
    assertThat(engine.status(id)).isEqualTo("CANCELED");
  }

  @Test
  void cancellationsAndClaimsAtOnceShareTheMessagesBetweenThem() throws Exception {
    var ids = IntStream.range(0, 60).mapToObj(i -> engine.accept("+55119999900%02d".formatted(i), "x")).toList();

    var canceled = Race.atOnce(60, i -> {
      if (i % 10 == 0) {
        engine.claim(5).forEach(engine::send);
      }
      return engine.messages.cancel(engine.tenantId, ids.get(i));
    });
    engine.drain();

    for (var i = 0; i < 60; i++) {
      assertThat(engine.status(ids.get(i))).isEqualTo(canceled.get(i) == CancelResult.CANCELED ? "CANCELED" : "SENT");
    }
    assertThat(DB.count("outbox")).isZero();
  }

  @Test
  void anotherTenantsMessageIsUnknown() {
    assertThat(engine.messages.cancel(UUID.randomUUID(), engine.accept(ANA, "x"))).isEqualTo(CancelResult.UNKNOWN);
  }
}
