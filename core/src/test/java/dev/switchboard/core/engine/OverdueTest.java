package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.message.CancelResult;
import dev.switchboard.core.message.Messages;
import dev.switchboard.core.outbox.Overdue;
import dev.switchboard.core.spi.OutboundMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What happens to messages by the passing of time alone.
class OverdueTest {

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
  void scheduledMessagesJoinTheirChatInTheOrderInWhichTheyAreDue() {
    var last = schedule("last", 3);
    var first = schedule("first", 1);
    var second = schedule("second", 2);
    var before = engine.accept(ANA, "was there before");
    due();

    assertThat(engine.overdue.release()).isEqualTo(3);
    var after = engine.accept(ANA, "came after");

    assertThat(sendAll()).containsExactly(before, first, second, last, after);
  }

  @Test
  void aReleasedMessageIsTheHeadOfAnEmptyChat() {
    var first = schedule("first", 1);
    schedule("second", 2);
    due();
    engine.overdue.release();

    assertThat(DB.values(UUID.class, "select message_id from outbox where ready")).containsExactly(first);
  }

  @Test
  void aReleasedMessageWaitsForAnAcceptUnderWay() throws Exception {
    engine.accept(ANA, "opens the chat");
    engine.drain();
    schedule("scheduled", 1);
    due();
    var held = new HeldCommit(engine.database);
    var accepting = Race.begin(() -> Messages
        .over(engine.accounts, held.database(), engine.doorbell, engine.wakeups).accept(engine.request(ANA, "now")));
    held.awaitHeld();

    var releasing = Race.begin(() -> engine.overdue.release());
    Race.awaitBlocked(DB, releasing);
    held.release();
    accepting.get();
    releasing.get();

    assertThat(DB.count("outbox where ready")).as("heads").isEqualTo(1);
    assertThat(sendAll()).hasSize(2);
  }

  @Test
  void severalNodesReleaseEachMessageOnce() throws Exception {
    IntStream.range(0, 30).forEach(i -> schedule("m" + i, i));
    due();

    Race.atOnce(4, i -> engine.overdue.release());

    assertThat(DB.count("outbox where state = 'SCHEDULED'")).isZero();
    assertThat(DB.count("outbox where ready")).isEqualTo(1);
    assertThat(sendAll()).hasSize(30).doesNotHaveDuplicates();
  }

  @Test
  void whatIsNotDueIsNotReleased() {
    schedule("tomorrow", 86_400);

    assertThat(engine.overdue.release()).isZero();
    assertThat(engine.overdue.nextRelease()).isLessThanOrEqualTo(Duration.ofSeconds(61));
  }

  @Test
  void aScheduledMessageCanBeCanceled() {
    var id = schedule("x", 86_400);

    assertThat(engine.messages.cancel(engine.tenantId, id)).isEqualTo(CancelResult.CANCELED);
    due();
    assertThat(engine.overdue.release()).isZero();
  }

  @Test
  void aMessageThatWaitedTooLongHasExpired() {
    var waiting = engine.accept(ANA, "x");
    var tried = engine.accept("+5511999990002", "x");
    engine.claim(10).stream().filter(claimed -> claimed.message().id().equals(tried))
        .forEach(claimed -> engine.settle(claimed, OutcomeTest.later(null)));
    DB.run("update outbox set lease_until = null");
    tooLate();

    assertThat(engine.overdue.expire()).isEqualTo(2);
    assertThat(List.of(engine.status(waiting), engine.status(tried))).containsOnly("EXPIRED");
    assertThat(DB.count("outbox")).isZero();
    assertThat(DB.values(String.class, "select reason from chat_messages where id = any (array[?, ?])", waiting, tried))
        .containsOnly("EXPIRED");
  }

  @Test
  void aMessageThatIsBeingSentOrMayHaveBeenSentDoesNotExpire() {
    var sending = engine.accept(ANA, "x");
    engine.claim(1);
    var doubtful = engine.accept("+5511999990002", "x");
    engine.settle(engine.claim(1).getFirst(), OutcomeTest.unconfirmed());
    tooLate();

    assertThat(engine.overdue.expire()).isZero();
    assertThat(engine.status(sending)).isEqualTo("QUEUED");
    assertThat(engine.status(doubtful)).isEqualTo("UNCONFIRMED");
    engine.leasesRunOut();
    assertThat(engine.overdue.expire()).as("nor one whose worker was lost").isZero();
  }

  @Test
  void aLostWorkersMessageIsInDoubtAndNeverSimplySentAgain() {
    var id = engine.accept(ANA, "x");
    engine.claim(1);
    assertThat(engine.overdue.recover()).as("while the lease is good").isZero();
    engine.leasesRunOut();

    assertThat(engine.overdue.recover()).isEqualTo(1);

    assertThat(engine.status(id)).isEqualTo("UNCONFIRMED");
    assertThat(engine.claim(10)).isEmpty();
    assertThat(DB.count("status_checks where message_id = ?", id)).isEqualTo(1);
    assertThat(DB.count("message_attempts where message_id = ? and result = 'LEASE_EXPIRED' and reason = 'WORKER_LOST'",
        id)).isEqualTo(1);
  }

  @Test
  void severalNodesRecoverAMessageOnce() throws Exception {
    IntStream.range(0, 20).forEach(i -> engine.accept("+55119999901%02d".formatted(i), "x"));
    engine.claim(20);
    engine.leasesRunOut();

    var recovered = Race.atOnce(4, i -> engine.overdue.recover());

    assertThat(recovered.stream().mapToInt(Integer::intValue).sum()).isEqualTo(20);
    assertThat(DB.count("outbox where state = 'DOUBT'")).isEqualTo(20);
  }

  @Test
  void aWorkerThatComesBackWhileItsMessageIsRecoveredIsBelieved() throws Exception {
    var id = engine.accept(ANA, "x");
    var claimed = engine.claim(1).getFirst();
    engine.leasesRunOut();
    var held = new HeldCommit(engine.database);
    var recovering = Race.begin(() -> new Overdue(held.database(), TestEngine.SETTINGS,
        engine.doorbell, engine.wakeups).recover());
    held.awaitHeld();

    var settling = Race.run(() -> engine.settle(claimed, OutcomeTest.accepted("late")));
    Race.awaitBlocked(DB, settling);
    held.release();
    recovering.get();
    settling.get();

    assertThat(engine.status(id)).isEqualTo("SENT");
    assertThat(DB.count("outbox where message_id = ?", id)).isZero();
  }

  private static UUID schedule(String text, int inSeconds) {
    return engine.accept(engine.scheduled(ANA, text, Instant.now().plusSeconds(3_600 + inSeconds), null));
  }

  private static void due() {
    DB.run("update outbox set due_at = due_at - interval '2 hours' where state = 'SCHEDULED'");
  }

  private static void tooLate() {
    DB.run("update outbox set expires_at = now() - interval '1 second'");
  }

  private static List<UUID> sendAll() {
    engine.provider.sent.clear();
    engine.drain();
    return engine.provider.sent.stream().map(OutboundMessage::id).toList();
  }
}
