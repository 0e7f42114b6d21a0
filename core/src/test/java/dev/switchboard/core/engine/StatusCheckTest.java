package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.outbox.StatusChecks;
import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.StatusResult;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What becomes of a message in doubt, by what its service says and by its policy.
class StatusCheckTest {

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
    DB.run("truncate outbox, status_checks, receipts_waiting");
  }

  @Test
  void aMessageThatTheServiceKnowsIsSentAndTheNextFollows() {
    var id = inDoubt(engine.accept(ANA, "x"));
    var next = engine.accept(ANA, "next");

    engine.checks.settle(due(), new StatusResult.Found(DeliveryReport.of("found", DeliveryReport.Status.SENT, null)),
        true);

    assertThat(engine.status(id)).isEqualTo("SENT");
    assertThat(DB.value(String.class, "select provider_message_id from message_attempts where message_id = ?", id))
        .isEqualTo("found");
    assertThat(engine.claim(10)).extracting(claimed -> claimed.message().id()).containsExactly(next);
  }

  @Test
  void aMessageThatTheServiceHasDeliveredIsDeliveredAndNotAskedAboutAgain() {
    var id = inDoubt(engine.accept(ANA, "x"));

    engine.checks
        .settle(due(), new StatusResult.Found(DeliveryReport.of("found", DeliveryReport.Status.DELIVERED, null)), true);

    assertThat(engine.status(id)).isEqualTo("DELIVERED");
    assertThat(DB.count("status_checks where message_id = ?", id)).isZero();
  }

  @Test
  void aMessageThatTheServiceNeverReceivedIsSentAgainWhateverItsPolicy() {
    var many = inDoubt(engine.accept(ANA, "x"));
    var once = inDoubt(engine.accept(engine.atMostOnce("+5511999990002", "x")));
    for (var i = 0; i < 2; i++) {
      engine.checks.settle(due(), new StatusResult.NotSent(), true);
    }

    assertThat(engine.claim(10)).extracting(claimed -> claimed.message().id()).containsExactlyInAnyOrder(many, once);
  }

  @Test
  void aMessageThatTheServiceNeverReceivedAndThatWasTriedOftenEnoughHasFailed() {
    var id = inDoubt(engine.accept(ANA, "x"));
    for (var i = 0; i < TestEngine.SETTINGS.retryDelays().size(); i++) {
      engine.checks.settle(due(), new StatusResult.NotSent(), true);
      engine.settle(engine.claim(1).getFirst(), OutcomeTest.unconfirmed());
    }
    engine.checks.settle(due(), new StatusResult.NotSent(), true);

    assertThat(engine.claim(1)).isEmpty();
    assertThat(engine.status(id)).isEqualTo("FAILED");
    assertThat(DB.count("outbox where message_id = ?", id)).isZero();
  }

  @Test
  void whereNobodyCanTellAnAtLeastOnceMessageIsSentAgain() {
    var id = inDoubt(engine.accept(ANA, "x"));
    nobodyCanTell();

    assertThat(engine.claim(10)).extracting(claimed -> claimed.message().id()).containsExactly(id);
  }

  @Test
  void whereNobodyCanTellAnAtMostOnceMessageStaysUnconfirmedAndTheNextFollows() {
    var id = inDoubt(engine.accept(engine.atMostOnce(ANA, "x")));
    var next = engine.accept(ANA, "next");
    nobodyCanTell();

    assertThat(engine.status(id)).isEqualTo("UNCONFIRMED");
    assertThat(DB.count("status_checks where message_id = ?", id)).isZero();
    assertThat(engine.claim(10)).extracting(claimed -> claimed.message().id()).containsExactly(next);
  }

  private static void nobodyCanTell() {
    for (var i = 0; i < TestEngine.SETTINGS.checkDelays().size(); i++) {
      assertThat(engine.claim(10)).as("not sent again before all was asked").isEmpty();
      engine.checks.settle(due(), new StatusResult.CannotTell(Failure.of(FailureReason.UNREACHABLE, "down")), true);
    }
  }

  @Test
  void theAnswerAboutAnEarlierAttemptDoesNotSendALaterOneAgain() {
    inDoubt(engine.accept(ANA, "x"));
    var asked = due();
    // While the service is asked, the worker comes back and says that it had not sent it; it is sent again, and that is in
    // doubt now.
    DB.run("update outbox set state = 'QUEUED', ready = true, token = token + 1, due_at = now()");
    engine.settle(engine.claim(1).getFirst(), OutcomeTest.unconfirmed());

    engine.checks.settle(asked, new StatusResult.NotSent(), true);
    assertThat(engine.claim(10)).isEmpty();
    assertThat(DB.count("status_checks")).as("it is still to be asked about").isEqualTo(1);

    engine.checks.settle(due(), new StatusResult.NotSent(), true);
    assertThat(engine.claim(10)).hasSize(1);
  }

  @Test
  void nobodyAsksTwiceAtOnce() {
    inDoubt(engine.accept(ANA, "x"));
    due();

    DB.run("update status_checks set due_at = now()");
    assertThat(engine.checks.claim(engine.account, 10)).isEmpty();
  }

  @Test
  void whoeverDiedWhileAskingLeavesTheQuestionToOthers() {
    inDoubt(engine.accept(ANA, "x"));
    due();
    assertThat(DB.values(Boolean.class, "select lease_until <= now() + make_interval(secs => ?) from status_checks",
        TestEngine.SETTINGS.lease().toSeconds())).as("for no longer than the lease").containsExactly(true);
    DB.run("update status_checks set lease_until = now() - interval '1 second'");

    assertThat(engine.checks.claim(engine.account, 10)).hasSize(1);
  }

  @Test
  void aMessageWhoseReceiptDoesNotComeIsAskedAbout() {
    engine.provider.statusLookup = true;
    try {
      var id = engine.accept(ANA, "x");
      engine.drain();

      var due = due();
      assertThat(due.query().messageId()).isEqualTo(id);
      assertThat(due.query().providerMessageId()).isEqualTo(id + "/1");
      engine.checks
          .settle(due, new StatusResult.Found(DeliveryReport.of(id + "/1", DeliveryReport.Status.DELIVERED, null)),
              true);
      assertThat(engine.status(id)).isEqualTo("DELIVERED");
    } finally {
      engine.provider.statusLookup = false;
    }
  }

  private static UUID inDoubt(UUID id) {
    engine.claim(10).forEach(claimed -> engine.settle(claimed, OutcomeTest.unconfirmed()));
    assertThat(engine.status(id)).isEqualTo("UNCONFIRMED");
    return id;
  }

  private static StatusChecks.Due due() {
    DB.run("update status_checks set due_at = now() - interval '1 second'");
    return engine.checks.claim(engine.account, 1).getFirst();
  }
}
