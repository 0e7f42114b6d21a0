package dev.switchboard.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.engine.Latches;
import dev.switchboard.core.engine.TestEngine;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.TimelineReader;
import dev.switchboard.core.message.TimelineWait;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.tenant.Viewer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Whole worker nodes on a real database.
class WorkerTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  TestEngine engine;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    // Whatever a test left to be sent is not the next one's business.
    DB.run("truncate outbox, status_checks");
  }

  @Test
  void aMessageThatIsAcceptedIsSent() {
    try (var node = new WorkerNode(engine)) {
      var id = engine.accept("+5511999990001", "Olá");

      await().untilAsserted(() -> assertThat(engine.status(id)).isEqualTo("SENT"));
      assertThat(node.provider().sent).extracting(OutboundMessage::id).containsExactly(id);
      assertThat(DB.count("outbox where tenant_id = ?", engine.tenantId)).isZero();
      assertThat(tasks()).isPositive();
    }
  }

  @Test
  void whatWaitsForAnAccountThatIsSwitchedOffIsKeptAndGoesOnWhenItIsSwitchedOn() {
    var id = engine.accept("+5511999990001", "Olá");
    DB.run("update channel_accounts set enabled = false where id = '" + engine.account.id() + "'");
    try (var node = new WorkerNode(engine)) {
      await().until(() -> DB.count("jobrunr.jobrunr_jobs where state = 'SUCCEEDED' and jobasjson like ?",
          "%MESSAGE_SEND " + engine.account.id() + "%") > 0);

      assertThat(node.provider().sent).isEmpty();
      assertThat(
          new TimelineReader(engine.database).find(Viewer.all(engine.tenantId), id).orElseThrow().waiting().why())
          .isEqualTo(TimelineWait.Why.ACCOUNT_DISABLED);

      DB.run("update channel_accounts set enabled = true where id = '" + engine.account.id() + "'");

      await().untilAsserted(() -> assertThat(engine.status(id)).isEqualTo("SENT"));
    }
  }

  @Test
  void aDrainThatListensNeedsNoTaskForEachMessage() {
    var messages = 40;
    try (var node = new WorkerNode(engine)) {
      var begun = System.nanoTime();
      for (var i = 0; i < messages; i++) {
        var id = engine.accept("+5511999990001", "one after another");
        await().pollInterval(Duration.ofMillis(2)).until(() -> engine.status(id).equals("SENT"));
      }
      // A task that was handed over has its flag cleared now and then, and is then ordered once more.
      var atMost = 3 + Duration.ofNanos(System.nanoTime() - begun).toMillis() / 200;

      assertThat(node.provider().sent).hasSize(messages);
      assertThat(tasks()).isLessThanOrEqualTo(atMost);
    }
  }

  private long tasks() {
    return DB.count("jobrunr.jobrunr_jobs where jobasjson like ?", "%MESSAGE_SEND " + engine.account.id() + "%");
  }

  @Test
  void twoRacingNodesSendEachMessageOnceAndInTheOrderOfItsChat() {
    try (var one = new WorkerNode(engine); var two = new WorkerNode(engine)) {
      for (var node : List.of(one, two)) {
        node.provider().answer = WorkerTest::acceptAfterAWhile;
      }
      // More chats than one node calls for at once, so that there is always something to share.
      var requests = IntStream.range(0, 1_200)
          .mapToObj(i -> engine.request("+551199999%04d".formatted(i % 200), Integer.toString(i)))
          .toList();
      engine.messages.acceptAll(requests);

      await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(unsent()).isZero());
      var sent = Stream.of(one, two).flatMap(node -> node.provider().sent.stream()).toList();
      assertThat(sent).extracting(OutboundMessage::id).doesNotHaveDuplicates().hasSize(1_200);
      assertThat(one.provider().sent).as("the share of the first").isNotEmpty();
      assertThat(two.provider().sent).as("the share of the second").isNotEmpty();
    }
    assertThat(disorders()).as("messages that were sent before an earlier one of their chat").isZero();
  }

  private static SendResult acceptAfterAWhile(OutboundMessage message) {
    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    return TestProvider.accept(message);
  }

  // By the attempts' own times: a message may begin only after the one before it has ended.
  private long disorders() {
    return DB.count("""
        (
          select a.started_at < lag(a.finished_at) over (partition by m.chat_id order by (m.content ->> 'text')::integer)
            as early
          from chat_messages m
          join message_attempts a on a.message_id = m.id
          where m.tenant_id = ?) attempts
        where early""", engine.tenantId);
  }

  private long unsent() {
    return DB.count("chat_messages where tenant_id = ? and status not in ('SENT', 'RECEIVED')", engine.tenantId);
  }

  @Test
  void aServiceThatFailsForATimeIsTriedAgain() {
    try (var node = new WorkerNode(engine)) {
      node.provider().answer = message -> message.attempt() < 3
          ? new SendResult.RetryLater(Failure.of(FailureReason.SERVICE_ERROR, "500"))
          : TestProvider.accept(message);
      var id = engine.accept("+5511999990002", "again");

      await().untilAsserted(() -> assertThat(engine.status(id)).isEqualTo("SENT"));
      assertThat(node.provider().sent).hasSize(3);
      assertThat(DB.values(String.class, "select result from message_attempts where message_id = ? order by token", id))
          .containsExactly("RETRY_LATER", "RETRY_LATER", "ACCEPTED");
    }
  }

  @Test
  void theNextMessageOfAChatFollowsOneThatFailed() {
    try (var node = new WorkerNode(engine)) {
      node.provider().answer = message -> message.content().preview().equals("bad")
          ? new SendResult.Rejected(Failure.of(FailureReason.CONTENT_REFUSED, "no"))
          : TestProvider.accept(message);
      var bad = engine.accept("+5511999990003", "bad");
      var good = engine.accept("+5511999990003", "good");

      await().untilAsserted(() -> assertThat(engine.status(good)).isEqualTo("SENT"));
      assertThat(engine.status(bad)).isEqualTo("FAILED");
    }
  }

  @Test
  void aReplyDoesNotWaitForACampaign() throws Exception {
    var hold = new CountDownLatch(1);
    try (var node = new WorkerNode(engine)) {
      node.provider().answer = message -> {
        if (message.content().preview().equals("campaign")) {
          Latches.awaitQuietly(hold);
        }
        return TestProvider.accept(message);
      };
      engine.messages.acceptAll(IntStream.range(0, 300)
          .mapToObj(i -> engine.request("+551198888%04d".formatted(i), "campaign", Lane.BULK, null))
          .toList());
      await().until(() -> node.provider().sent.size() >= 64);
      var reply = engine.accept(engine.request("+5511999990004", "reply", Lane.INTERACTIVE, null));

      await().untilAsserted(() -> assertThat(engine.status(reply)).isEqualTo("SENT"));
      assertThat(hold.getCount()).as("the campaign still hangs").isEqualTo(1);
    } finally {
      hold.countDown();
    }
  }

  @Test
  void aScheduledMessageGoesWhenItIsDueAndHoldsUpNobody() {
    try (var node = new WorkerNode(engine)) {
      var later = engine.accept(engine.scheduled("+5511999990005", "later", Instant.now().plusSeconds(2), null));
      var tomorrow = engine
          .accept(engine.scheduled("+5511999990005", "tomorrow", Instant.now().plusSeconds(86_400), null));
      var now = engine.accept("+5511999990005", "now");

      await().untilAsserted(() -> assertThat(engine.status(later)).isEqualTo("SENT"));
      assertThat(node.provider().sent).extracting(OutboundMessage::id).containsExactly(now, later);
      assertThat(engine.status(tomorrow)).isEqualTo("QUEUED");
      assertThat(DB.value(Boolean.class, """
          select a.started_at >= m.send_at
          from chat_messages m
          join message_attempts a on a.message_id = m.id
          where m.id = ?""", later)).as("not early").isTrue();
    }
  }

  @Test
  void aMessageWhoseWorkerHangsGoesOutAgainAndBothSendsAreSeen() {
    var stuck = new CountDownLatch(1);
    try (var hanging = new WorkerNode(engine, Map.of("switchboard.send.lease", "1s"));
        var other = new WorkerNode(engine, Map.of("switchboard.send.lease", "1s"))) {
      for (var node : List.of(hanging, other)) {
        node.provider().statusLookup = true;
        node.provider().answer = message -> {
          if (message.attempt() == 1) {
            Latches.awaitQuietly(stuck);
          }
          return TestProvider.accept(message);
        };
      }
      var id = engine.accept("+5511999990006", "survivor");

      await().untilAsserted(() -> assertThat(engine.status(id)).isEqualTo("SENT"));
      assertThat(DB.values(String.class, "select result from message_attempts where message_id = ? order by token", id))
          .containsExactly("NOT_SENT", "ACCEPTED");

      // The first call comes back after all: that is true too, and the customer has it twice.
      stuck.countDown();
      await().untilAsserted(() -> assertThat(DB.count("message_attempts where message_id = ? and duplicate", id))
          .isEqualTo(1));
      assertThat(engine.status(id)).isEqualTo("SENT");
      assertThat(DB.count("outbox where message_id = ?", id)).isZero();
    } finally {
      stuck.countDown();
    }
  }

  @Test
  void theRateOfAnAccountHoldsOverAllNodes() throws Exception {
    try (var limited = new TestEngine(DB, new TestProvider(), TestEngine.SETTINGS, 20.0);
        var one = new WorkerNode(limited); var two = new WorkerNode(limited)) {
      limited.messages.acceptAll(IntStream.range(0, 60)
          .mapToObj(i -> limited.request("+551197777%04d".formatted(i), "limited"))
          .toList());
      await().atMost(Duration.ofSeconds(30))
          .until(() -> DB.count("outbox where tenant_id = ?", limited.tenantId) == 0);

      // By the database's clock: in no second more than a burst of one second and what that second adds.
      var most = DB.value(Long.class, """
          select max(count)
          from message_attempts a
          cross join lateral (
            select count(*)
            from message_attempts b
            where b.tenant_id = a.tenant_id
              and b.started_at >= a.started_at and b.started_at < a.started_at + interval '1 second') n
          where a.tenant_id = ?""", limited.tenantId);
      assertThat(most).isLessThanOrEqualTo(41);
      assertThat(Stream.of(one, two).flatMap(node -> node.provider().sent.stream())).hasSize(60);
    }
  }

  @Test
  void everythingResumesAfterTheDatabaseWasAway() {
    try (var node = new WorkerNode(engine)) {
      var before = engine.accept("+5511999990007", "before");
      await().untilAsserted(() -> assertThat(engine.status(before)).isEqualTo("SENT"));

      DB.run("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() "
          + "and pid <> pg_backend_pid()");
      UUID after = await().ignoreExceptions().until(() -> engine.accept("+5511999990007", "after"), id -> id != null);

      await().atMost(Duration.ofSeconds(30)).ignoreExceptions()
          .untilAsserted(() -> assertThat(engine.status(after)).isEqualTo("SENT"));
      assertThat(node.provider().sent).extracting(OutboundMessage::id).contains(before, after);
    }
  }
}
