package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.Messages;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.core.task.MessageSend;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Whatever is due has a task that will find it.
class WakeupTest {

  private static final String ANA = "+5511999990001";

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  TestEngine engine;
  MessageSend lane;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
    lane = new MessageSend(engine.account.id(), Lane.TRANSACTIONAL);
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    DB.run("truncate outbox, status_checks", "delete from jobrunr.jobrunr_jobs");
  }

  @Test
  void manyAcceptsMakeOneTask() throws Exception {
    Race.atOnce(50, i -> engine.accept("+55119999901%02d".formatted(i), "x"));
    awaitTasks(1);
    engine.accept(ANA, "one more");
    engine.wakeups.wake(new MessageSend(engine.account.id(), Lane.BULK));
    awaitTasks(2);

    assertThat(tasks(lane)).as("of the lane").isEqualTo(1);
  }

  @Test
  void whatIsAcceptedBetweenTheClearAndTheClaimIsClaimed() {
    engine.accept(ANA, "ordered the task");
    awaitTasks(1);

    engine.wakeups.clear(lane);
    engine.accept("+5511999990002", "in between");

    assertThat(engine.claim(10)).hasSize(2);
  }

  @Test
  void theFlagIsClearedBeforeTheClaimBegins() {
    engine.accept(ANA, "ordered the task");
    awaitTasks(1);

    engine.wakeups.clear(lane);

    assertThat(flagged()).as("for everybody").isFalse();
  }

  @Test
  void whatIsAcceptedAfterTheClaimOrdersATask() {
    engine.accept(ANA, "ordered the task");
    awaitTasks(1);
    engine.wakeups.clear(lane);
    engine.claim(10);

    engine.accept("+5511999990002", "too late for that claim");

    awaitTasks(2);
  }

  @Test
  void anAcceptLooksAtTheFlagAfterItsOwnCommit() throws Exception {
    var held = new HeldCommit(engine.database);
    var accepting = Race.begin(() -> Messages.over(engine.accounts, held.database(), engine.doorbell, engine.wakeups)
        .accept(engine.request(ANA, "x")));
    held.awaitHeld();
    // A whole drain runs while the message is not visible yet.
    engine.wakeups.wake(lane);
    awaitTasks(1);
    engine.wakeups.clear(lane);
    assertThat(engine.claim(10)).isEmpty();

    held.release();
    accepting.get();

    awaitTasks(2);
    assertThat(flagged()).isTrue();
  }

  @Test
  void noFlagIsSetWithoutItsTask() {
    DB.run("""
        create function no_task() returns trigger language plpgsql as $$
        begin
          raise exception 'no task can be made';
        end
        $$""", "create trigger no_task before insert on jobrunr.jobrunr_jobs for each row execute function no_task()");
    try {
      engine.accept(ANA, "x");
      await().until(() -> DB.count("pg_stat_activity where datname = current_database() and state = 'active' "
          + "and pid <> pg_backend_pid()") == 0);
      assertThat(flagged()).isFalse();
    } finally {
      DB.run("drop function no_task cascade");
    }

    engine.wakeups.wake(lane);
    awaitTasks(1);
  }

  @Test
  void theSweepFindsWhatALostTaskLeftBehind() {
    engine.accept(ANA, "x");
    awaitTasks(1);
    loseTheTask();
    engine.dueLanes.wake();
    assertThat(tasks(lane)).as("it may only be slow").isZero();

    waited("10 seconds");
    engine.dueLanes.wake();

    assertThat(tasks(lane)).isEqualTo(1);
  }

  @Test
  void theSweepOrdersNoSecondTaskRightAfterOne() {
    engine.accept(ANA, "x");
    awaitTasks(1);
    loseTheTask();
    waited("10 seconds");

    engine.dueLanes.wake();
    engine.dueLanes.wake();

    assertThat(tasks(lane)).isEqualTo(1);
  }

  @Test
  void theSweepLeavesLanesAloneInWhichNothingIsDue() {
    engine.accept(ANA, "x");
    awaitTasks(1);
    loseTheTask();
    waited("10 seconds");
    engine.claim(10);

    engine.dueLanes.wake();

    assertThat(tasks(lane)).isZero();
  }

  @Test
  void theSweepFindsQuestionsThatALostTaskLeftBehind() {
    engine.accept(ANA, "x");
    engine.settle(engine.claim(1).getFirst(), OutcomeTest.unconfirmed());
    DB.run("update status_checks set due_at = now() - interval '10 seconds'",
        "update account_tasks set flagged = true, woken_at = now() - interval '10 seconds' where task = 'STATUS_CHECK'");

    engine.dueLanes.wake();

    assertThat(DB.count("jobrunr.jobrunr_jobs where jobasjson like '%STATUS_CHECK%'")).isEqualTo(1);
  }

  @Test
  void theTimerKnowsWhenTheNextRetryIsDue() {
    engine.accept(ANA, "x");
    DB.run("update outbox set due_at = now() + interval '300 milliseconds'");

    assertThat(engine.dueLanes.wake().toMillis()).isBetween(1L, 300L);
  }

  @Test
  void aCancellationWakesTheLaneOfWhatFollows() {
    var first = engine.accept(ANA, "first");
    engine.accept(ANA, "second");
    awaitTasks(1);
    engine.wakeups.clear(lane);

    engine.messages.cancel(engine.tenantId, first);

    awaitTasks(2);
  }

  @Test
  void theReleaseOfAScheduledMessageWakesItsLane() {
    engine.accept(engine.scheduled(ANA, "later", Instant.now().plusSeconds(60), null));
    awaitTasks(1);
    engine.wakeups.clear(lane);
    DB.run("update outbox set due_at = now()");

    engine.overdue.release();

    awaitTasks(2);
  }

  @Test
  void theEndOfADoubtWakesTheLaneOfWhatFollows() {
    engine.accept(ANA, "first");
    engine.accept(ANA, "second");
    engine.settle(engine.claim(1).getFirst(), OutcomeTest.unconfirmed());
    awaitTasks(1);
    engine.wakeups.clear(lane);
    DB.run("update status_checks set due_at = now()");

    engine.checks.claim(engine.account, 1)
        .forEach(due -> engine.checks.settle(due, new StatusResult.NotSent(), true));

    awaitTasks(2);
  }

  private static void loseTheTask() {
    DB.run("delete from jobrunr.jobrunr_jobs");
  }

  private static void waited(String time) {
    DB.run("update outbox set due_at = due_at - interval '" + time + "'",
        "update account_tasks set woken_at = woken_at - interval '" + time + "'");
  }

  private static void awaitTasks(long count) {
    await().until(() -> DB.count("jobrunr.jobrunr_jobs") == count);
  }

  private static long tasks(MessageSend send) {
    return DB.count("jobrunr.jobrunr_jobs where jobasjson like ?", "%" + send.title() + "%");
  }

  private boolean flagged() {
    return DB.count("account_tasks where account_id = ? and lane = 1 and task = 'MESSAGE_SEND' and flagged",
        engine.account.id()) == 1;
  }
}
