package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.message.CancelResult;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.outbox.Claimed;
import dev.switchboard.core.outbox.Outcome;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.StatusResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What becomes of a message when its service has answered, in time and too late.
class OutcomeTest {

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
    DB.run("truncate outbox, status_checks, receipts_waiting",
        "update account_rates set paused_until = '-infinity', tat = '-infinity'");
  }

  static SendResult later(@Nullable Duration retryAfter) {
    return new SendResult.RetryLater(Failure.of(FailureReason.SERVICE_ERROR, "500"), retryAfter);
  }

  static SendResult throttled(@Nullable Duration retryAfter) {
    return new SendResult.RetryLater(Failure.of(FailureReason.THROTTLED, "429"), retryAfter);
  }

  static SendResult rejected() {
    return new SendResult.Rejected(new Failure(FailureReason.BAD_ADDRESS, "550", "no such user"));
  }

  static SendResult unconfirmed() {
    return new SendResult.Unconfirmed(Failure.of(FailureReason.TIMEOUT, "no answer"));
  }

  static SendResult accepted(String id) {
    return new SendResult.Accepted(id);
  }

  @Test
  void anAcceptedMessageIsSentAndLeavesTheOutbox() {
    var id = engine.accept(ANA, "x");

    engine.settle(claim(), accepted("a-1"));

    assertThat(engine.status(id)).isEqualTo("SENT");
    assertThat(inOutbox(id)).isFalse();
    assertThat(results(id)).containsExactly("ACCEPTED");
    assertThat(DB.value(String.class, "select provider_message_id from message_attempts where message_id = ?", id))
        .isEqualTo("a-1");
    assertThat(events(id)).containsExactly("QUEUED", "SENT");
  }

  @Test
  void aRejectedMessageHasFailedForTheServicesReason() {
    var id = engine.accept(ANA, "x");

    engine.settle(claim(), rejected());

    assertThat(engine.status(id)).isEqualTo("FAILED");
    assertThat(inOutbox(id)).isFalse();
    assertThat(DB.value(String.class, "select reason from chat_messages where id = ?", id)).isEqualTo("BAD_ADDRESS");
    assertThat(
        DB.count("message_status where message_id = ? and status = 'FAILED' and code = '550' and detail is not null",
            id))
        .isEqualTo(1);
  }

  @Test
  void aMessageInDoubtWaitsAndIsAskedAbout() {
    var id = engine.accept(ANA, "x");

    engine.settle(claim(), unconfirmed());

    assertThat(engine.status(id)).isEqualTo("UNCONFIRMED");
    assertThat(DB.count("outbox where message_id = ? and state = 'DOUBT' and not ready", id)).isEqualTo(1);
    assertThat(DB.count("status_checks where message_id = ?", id)).isEqualTo(1);
    assertThat(engine.claim(10)).isEmpty();
  }

  @Test
  void aMessageThatIsTriedAgainIsSendingAndSaysWhen() {
    var id = engine.accept(ANA, "x");

    engine.settle(claim(), later(null));

    assertThat(engine.status(id)).isEqualTo("SENDING");
    assertThat(DB.count("outbox where message_id = ? and ready and lease_until is null and attempt = 1", id))
        .isEqualTo(1);
    assertThat(DB.count("""
        message_attempts a
        join outbox o using (message_id)
        where message_id = ? and abs(extract(epoch from a.next_due_at - o.due_at)) < 1""", id)).isEqualTo(1);
  }

  @Test
  void aRetryNeverTakesAStatusBack() {
    var id = engine.accept(ANA, "x");
    for (var i = 0; i < 3; i++) {
      engine.settle(claim(), later(null));
    }

    assertThat(events(id)).containsExactly("QUEUED", "SENDING");
  }

  @Test
  void whenTheListOfDelaysIsUsedUpTheMessageHasFailed() {
    var id = engine.accept(ANA, "x");
    for (var i = 0; i <= TestEngine.SETTINGS.retryDelays().size(); i++) {
      engine.settle(claim(), later(null));
    }

    assertThat(engine.status(id)).isEqualTo("FAILED");
    assertThat(inOutbox(id)).isFalse();
    assertThat(results(id)).hasSize(4).containsOnly("RETRY_LATER");
  }

  @Test
  void aThrottleCostsNoAttempt() {
    var id = engine.accept(ANA, "x");
    for (var i = 0; i < 10; i++) {
      engine.settle(claim(), throttled(null));
    }

    assertThat(engine.status(id)).isEqualTo("SENDING");
    assertThat(DB.value(Integer.class, "select attempt from outbox where message_id = ?", id)).isZero();
  }

  @Test
  void aMessageIsNotTriedAgainBeforeTheServiceAllowsIt() {
    var id = engine.accept(ANA, "x");

    engine.settle(claim(), later(Duration.ofMinutes(5)));

    assertThat(DB.count("outbox where message_id = ? and due_at >= now() + interval '4 minutes 55 seconds'", id))
        .isEqualTo(1);
  }

  @Test
  void aThrottleThatSaysHowLongRestsTheAccountOnAllNodes() throws Exception {
    engine.accept(ANA, "throttled");
    engine.accept("+5511999990002", "of the same account");
    engine.accept(engine.request("+5511999990003", "in another lane", Lane.BULK, null));

    engine.settle(engine.claim(1).getFirst(), throttled(Duration.ofMinutes(5)));

    try (var twin = new TestEngineTwin(engine)) {
      for (var lane : Lane.values()) {
        var claim = twin.outbox().claim(engine.account, lane, 10, "node-2");
        assertThat(claim.messages()).isEmpty();
        assertThat(claim.pause()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
      }
    }
  }

  @Test
  void whatWasClaimedAndNotSentGoesBackAsItWas() {
    var id = engine.accept(ANA, "x");
    var claimed = claim();

    release(claimed);

    assertThat(engine.status(id)).isEqualTo("QUEUED");
    assertThat(results(id)).isEmpty();
    assertThat(DB.count("outbox where message_id = ? and attempt = 0 and ready and lease_until is null", id))
        .isEqualTo(1);
    assertThat(claim().token()).isGreaterThan(claimed.token());
  }

  @Test
  void aLateAcceptanceIsTrueWhileTheMessageIsInDoubt() {
    var id = engine.accept(ANA, "x");
    var stale = lose(claim());

    engine.settle(stale, accepted("late"));

    assertThat(engine.status(id)).isEqualTo("SENT");
    assertThat(inOutbox(id)).isFalse();
    assertThat(results(id)).containsExactly("ACCEPTED");
  }

  @Test
  void aLateAcceptanceIsTrueWhileTheMessageWaitsToBeSentAgain() {
    var id = engine.accept(ANA, "x");
    var stale = sendAgain(lose(claim()));

    engine.settle(stale, accepted("late"));

    assertThat(engine.status(id)).isEqualTo("SENT");
    assertThat(inOutbox(id)).isFalse();
    assertThat(engine.claim(10)).isEmpty();
  }

  @Test
  void aLateAcceptanceOfAMessageThatWasSentAgainIsADuplicate() {
    var id = engine.accept(ANA, "x");
    var stale = sendAgain(lose(claim()));
    engine.settle(claim(), accepted("second"));

    engine.settle(stale, accepted("first"));

    assertThat(engine.status(id)).isEqualTo("SENT");
    assertThat(DB.count("message_attempts where message_id = ? and duplicate and provider_message_id = 'first'", id))
        .isEqualTo(1);
    assertThat(events(id)).containsExactly("QUEUED", "UNCONFIRMED", "SENT");
  }

  @Test
  void twoAcceptancesOfOneMessageInOneTransactionAreADuplicate() throws Exception {
    var id = engine.accept(ANA, "x");
    engine.provider.statusLookup = true;
    try {
      var stale = sendAgain(lose(claim()));
      var fresh = claim();

      together(() -> engine.settle(stale, accepted("first")), () -> engine.settle(fresh, accepted("second")));
    } finally {
      engine.provider.statusLookup = false;
    }

    assertThat(engine.status(id)).isEqualTo("SENT");
    assertThat(inOutbox(id)).isFalse();
    assertThat(DB.count("message_attempts where message_id = ? and duplicate", id)).isEqualTo(1);
  }

  @Test
  void aLateAcceptanceInTheTransactionOfARetryStopsTheRetry() throws Exception {
    var id = engine.accept(ANA, "x");
    var stale = sendAgain(lose(claim()));
    var fresh = claim();

    together(() -> engine.settle(fresh, later(null)), () -> engine.settle(stale, accepted("first")));

    assertThat(engine.status(id)).isEqualTo("SENT");
    assertThat(inOutbox(id)).isFalse();
  }

  // The writer of the group commit is held by another message's locked chat until both sides wait for the next batch.
  private static void together(Runnable one, Runnable other) throws Exception {
    engine.accept("+5511999990009", "holds the writer");
    var blocker = engine.claim(1).getFirst();
    try (var connection = engine.database.pool().getConnection(); var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("select * from chats where id in (select chat_id from outbox) for update");
      var held = Race.run(() -> engine.settle(blocker, accepted("held")));
      await().until(() -> DB.count("pg_stat_activity where wait_event_type = 'Lock'") == 1);
      var sides = List.of(new Thread(one), new Thread(other));
      for (var side : sides) {
        side.start();
        await().until(() -> side.getState() == Thread.State.WAITING);
      }
      connection.rollback();
      connection.setAutoCommit(true);
      held.get();
      for (var side : sides) {
        side.join();
      }
    }
  }

  @Test
  void aMessageKnownToBeSentIsNotTriedAgainByARetry() {
    var id = sentWhileHeldByAnother();

    engine.settle(held, later(null));

    assertThat(inOutbox(id)).isFalse();
    assertThat(engine.status(id)).isEqualTo("SENT");
  }

  @Test
  void aMessageKnownToBeSentIsNotTriedAgainWhenItIsGivenBackUnsent() {
    var id = sentWhileHeldByAnother();

    release(held);

    assertThat(inOutbox(id)).isFalse();
    assertThat(engine.claim(10)).isEmpty();
  }

  @Test
  void aMessageKnownToBeSentIsNotPutInDoubt() {
    var id = sentWhileHeldByAnother();

    engine.settle(held, unconfirmed());

    assertThat(inOutbox(id)).isFalse();
    assertThat(engine.status(id)).isEqualTo("SENT");
  }

  @Test
  void aMessageKnownToBeSentHasNotFailed() {
    var id = sentWhileHeldByAnother();

    engine.settle(held, rejected());

    assertThat(inOutbox(id)).isFalse();
    assertThat(engine.status(id)).isEqualTo("SENT");
  }

  @Test
  void aMessageThatHasFailedMeanwhileIsNeitherPutInDoubtNorTriedAgain() {
    var id = sentWhileHeldByAnother();
    DB.run("update chat_messages set status = 'FAILED' where id = '" + id + "'");

    engine.settle(held, unconfirmed());

    assertThat(inOutbox(id)).isFalse();
    assertThat(engine.status(id)).isEqualTo("FAILED");
  }

  private static Claimed held;

  // One worker has it for the second time when the first attempt turns out to have been accepted.
  private static UUID sentWhileHeldByAnother() {
    var id = engine.accept(ANA, "x");
    var stale = sendAgain(lose(claim()));
    held = claim();
    engine.settle(stale, accepted("first"));
    assertThat(engine.status(id)).isEqualTo("SENT");
    return id;
  }

  @Test
  void whatAStaleWorkerSaysAboutTheOutboxDoesNotCount() {
    var id = engine.accept(ANA, "x");
    var stale = sendAgain(lose(claim()));
    var fresh = claim();
    var row = DB.value(String.class, "select o::text from outbox o where message_id = ?", id);

    for (var result : List.of(later(null), throttled(null), unconfirmed(), rejected())) {
      engine.settle(stale, result);
      assertThat(DB.value(String.class, "select o::text from outbox o where message_id = ?", id)).isEqualTo(row);
    }
    release(stale);
    assertThat(DB.value(String.class, "select o::text from outbox o where message_id = ?", id)).isEqualTo(row);
    assertThat(results(id)).as("but it is on record").containsExactly("REJECTED");

    engine.settle(fresh, accepted("second"));
    assertThat(engine.status(id)).isEqualTo("SENT");
  }

  @Test
  void aLateCertaintyThatNothingWasSentEndsTheDoubt() {
    var again = engine.accept(ANA, "try again");
    engine.settle(lose(claim()), later(null));
    assertThat(claim().message().id()).isEqualTo(again);

    var never = engine.accept("+5511999990002", "never");
    engine.settle(lose(claim()), rejected());
    assertThat(engine.status(never)).isEqualTo("FAILED");
    assertThat(inOutbox(never)).isFalse();
  }

  @Test
  void aMessageThatHasBegunIsNotCanceled() {
    var id = engine.accept(ANA, "x");
    engine.settle(claim(), later(null));

    assertThat(engine.messages.cancel(engine.tenantId, id)).isEqualTo(CancelResult.TOO_LATE);
  }

  private static Claimed claim() {
    DB.run("update outbox set due_at = now() - interval '1 second' where state = 'QUEUED'",
        "update account_rates set paused_until = '-infinity'");
    return engine.claim(1).getFirst();
  }

  // The worker hangs until its lease has run out and others have noticed.
  private static Claimed lose(Claimed claimed) {
    DB.run("update outbox set lease_until = now() - interval '1 second' where message_id = '" + claimed.message().id()
        + "'");
    assertThat(engine.overdue.recover()).isEqualTo(1);
    assertThat(engine.status(claimed.message().id())).isEqualTo("UNCONFIRMED");
    return claimed;
  }

  // The service is asked and says that it does not know the message.
  private static Claimed sendAgain(Claimed claimed) {
    DB.run("update status_checks set due_at = now() - interval '1 second'");
    engine.checks.claim(engine.account, 10)
        .forEach(due -> engine.checks.settle(due, new StatusResult.NotSent(), true));
    assertThat(DB.count("outbox where message_id = ? and state = 'QUEUED' and ready", claimed.message().id()))
        .isEqualTo(1);
    return claimed;
  }

  private static void release(Claimed claimed) {
    engine.outcomes.settle(new Outcome(claimed, later(null), Instant.now(), false, false));
  }

  private static boolean inOutbox(UUID id) {
    return DB.count("outbox where message_id = ?", id) > 0;
  }

  private static List<String> results(UUID id) {
    return DB.values(String.class, "select result from message_attempts where message_id = ? order by token", id);
  }

  private static List<String> events(UUID id) {
    return DB.values(String.class,
        "select coalesce(payload ->> 'status', payload #>> '{message,status}') from events where message_id = ? order by seq",
        id);
  }
}
