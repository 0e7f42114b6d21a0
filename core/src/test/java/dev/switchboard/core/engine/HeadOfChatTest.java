package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.message.AcceptResult.Accepted;
import dev.switchboard.core.message.CancelResult;
import dev.switchboard.core.message.Messages;
import dev.switchboard.core.outbox.Claimed;
import dev.switchboard.core.outbox.Outcome;
import dev.switchboard.core.outbox.Outcomes;
import dev.switchboard.core.spi.SendResult;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A chat with messages to send has a head, and only one.
class HeadOfChatTest {

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
  void aMessageAcceptedWhileItsHeadIsBeingTakenAwayBecomesTheHead() throws Exception {
    engine.accept(ANA, "first");
    var claimed = engine.claim(1).getFirst();
    var held = new HeldCommit(engine.database);
    var settling = Race.run(() -> accepted(held, claimed));
    held.awaitHeld();

    var accepting = Race.begin(() -> engine.accept(ANA, "second"));
    Race.awaitBlocked(DB, accepting);
    held.release();
    settling.get();
    var second = accepting.get();

    assertThat(ids(engine.claim(1))).containsExactly(second);
  }

  @Test
  void aMessageBeingAcceptedWhenItsHeadIsTakenAwayBecomesTheHead() throws Exception {
    engine.accept(ANA, "first");
    var claimed = engine.claim(1).getFirst();
    var held = new HeldCommit(engine.database);
    var accepting = Race.begin(() -> ((Accepted) messages(held)
        .accept(engine.request(ANA, "second"))).id());
    held.awaitHeld();

    var settling = Race.run(() -> engine.settle(claimed, new SendResult.Accepted("first")));
    Race.awaitBlocked(DB, settling);
    held.release();
    settling.get();
    var second = accepting.get();

    assertThat(ids(engine.claim(1))).containsExactly(second);
  }

  @Test
  void twoAcceptedAtOnceInAnEmptyChatMakeOneHead() throws Exception {
    engine.accept(ANA, "opens the chat");
    engine.drain();
    var held = new HeldCommit(engine.database);
    var accepting = Race.begin(() -> messages(held).accept(engine.request(ANA, "first")));
    held.awaitHeld();

    var second = Race.begin(() -> engine.accept(ANA, "second"));
    Race.awaitBlocked(DB, second);
    held.release();
    accepting.get();
    second.get();

    assertThat(DB.count("outbox where ready")).isEqualTo(1);
    assertThat(DB.count("outbox where ready and id = (select min(id) from outbox)")).isEqualTo(1);
  }

  private static void accepted(HeldCommit held, Claimed claimed) {
    new Outcomes(held.database(), TestEngine.SETTINGS, engine.receipts, engine.doorbell, engine.wakeups)
        .settle(new Outcome(claimed, new SendResult.Accepted("x"), Instant.now(), true, false));
  }

  private static Messages messages(HeldCommit held) {
    return Messages.over(engine.accounts, held.database(), engine.doorbell, engine.wakeups);
  }

  @Test
  void theNextFollowsOneThatIsCanceled() {
    var first = engine.accept(ANA, "first");
    var second = engine.accept(ANA, "second");

    assertThat(engine.messages.cancel(engine.tenantId, first)).isEqualTo(CancelResult.CANCELED);

    assertThat(ids(engine.claim(1))).containsExactly(second);
  }

  @Test
  void theNextFollowsOneThatExpired() {
    var first = engine.accept(ANA, "first");
    var second = engine.accept(ANA, "second");
    DB.run("update outbox set expires_at = now() - interval '1 second' where message_id = '" + first + "'");

    assertThat(engine.overdue.expire()).isEqualTo(1);

    assertThat(engine.status(first)).isEqualTo("EXPIRED");
    assertThat(ids(engine.claim(1))).containsExactly(second);
  }

  @Test
  void theNextFollowsOneThatIsRejected() {
    engine.accept(ANA, "first");
    var second = engine.accept(ANA, "second");

    engine.settle(engine.claim(1).getFirst(), OutcomeTest.rejected());

    assertThat(ids(engine.claim(1))).containsExactly(second);
  }

  @Test
  void aHeadThatWaitsToBeTriedAgainKeepsItsPlace() {
    var first = engine.accept(ANA, "first");
    engine.accept(ANA, "second");
    engine.settle(engine.claim(1).getFirst(), OutcomeTest.later(null));
    DB.run("update outbox set due_at = now() where ready");

    assertThat(ids(engine.claim(10))).containsExactly(first);
  }

  @Test
  void nothingOvertakesAMessageInDoubt() {
    engine.accept(ANA, "first");
    engine.accept(ANA, "second");
    engine.settle(engine.claim(1).getFirst(), OutcomeTest.unconfirmed());
    var third = engine.accept(ANA, "third");

    assertThat(engine.claim(10)).isEmpty();
    assertThat(engine.messages.cancel(engine.tenantId, third)).isEqualTo(CancelResult.CANCELED);
    assertThat(engine.claim(10)).as("after a cancellation behind it").isEmpty();
  }

  @Test
  void aMessageForTomorrowHoldsUpNobody() {
    engine.accept(engine.scheduled(ANA, "tomorrow", Instant.now().plusSeconds(86_400), null));
    var now = engine.accept(ANA, "now");

    assertThat(ids(engine.claim(10))).containsExactly(now);
  }

  @Test
  void theNetFindsAChatThatHasLostItsHead() {
    var first = engine.accept(ANA, "first");
    engine.accept(ANA, "second");
    assertThat(engine.overdue.promoteHeads()).as("nothing is broken").isZero();
    DB.run("update outbox set ready = false");

    assertThat(engine.overdue.promoteHeads()).isEqualTo(1);
    assertThat(ids(engine.claim(10))).containsExactly(first);
  }

  @Test
  void theNetLetsNothingOvertakeAMessageInDoubt() {
    engine.accept(ANA, "first");
    engine.accept(ANA, "second");
    engine.settle(engine.claim(1).getFirst(), OutcomeTest.unconfirmed());

    assertThat(engine.overdue.promoteHeads()).isZero();
  }

  private static List<UUID> ids(List<Claimed> claimed) {
    return claimed.stream().map(one -> one.message().id()).toList();
  }
}
