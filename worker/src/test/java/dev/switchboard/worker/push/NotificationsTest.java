package dev.switchboard.worker.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.engine.Latches;
import dev.switchboard.core.engine.TestEngine;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.push.Devices;
import dev.switchboard.core.push.TestNotifier;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.Notifier;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.worker.WorkerNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Whole worker nodes that notify agents, on a real database.
class NotificationsTest {

  private static final Map<String, Object> QUICK = Map.of("switchboard.push.lease", "2s",
      "switchboard.push.first-pause", "10ms", "switchboard.push.longest-pause", "50ms");

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private final TestNotifier notifier = new TestNotifier();
  private final UUID agent = Ids.next();
  private TestEngine engine;
  private int written;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
    DB.run("""
        insert into agents (id, tenant_id, email, name, password_hash)
        values ('%1$s', '%2$s', '%1$s@example.com', 'Ana', '-')
        """.formatted(agent, engine.tenantId));
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    DB.run("truncate push_deliveries, push_subscriptions, push_keys");
  }

  private WorkerNode node(TestNotifier itsNotifier) {
    return new WorkerNode(engine, QUICK, itsNotifier);
  }

  private void subscribe(WorkerNode node, String endpoint) {
    assertThat(node.bean(Devices.class).put(new Devices.Owner(engine.tenantId, agent), new Devices.Wanted(
        new Notifier.Subscription(endpoint, "p", "a"), null, true, null))).isPresent();
  }

  private void write(String from, String text) {
    engine.webhooks.receive(engine.account.id(), TestProvider.webhook(List.of(
        Map.of("from", from, "id", "in-" + ++written + "-" + engine.tenantId, "text", text))));
  }

  private static List<String> previews(TestNotifier of) {
    return of.told().stream().map(payload -> payload.get("preview").asText()).toList();
  }

  private void awaitNothingLeft() {
    await().untilAsserted(() -> assertThat(DB.count("push_deliveries")).isZero());
  }

  @Test
  void agentsAreToldWhatACustomerWrites() {
    try (var node = node(notifier)) {
      subscribe(node, "https://push.example/1");
      write("+5511999990001", "Olá");

      await().untilAsserted(() -> assertThat(previews(notifier)).containsExactly("Olá"));
      awaitNothingLeft();
      var push = notifier.sent.getFirst();
      assertThat(push.urgency()).isEqualTo(Notifier.Urgency.HIGH);
      assertThat(push.ttl()).isBetween(Duration.ofMinutes(58), Duration.ofHours(1));
      assertThat(push.topic()).matches("[0-9a-f]{32}");
    }
  }

  @Test
  void ofTwoNodesOneTells() {
    var other = new TestNotifier();
    try (var node = node(notifier); var _ = node(other)) {
      subscribe(node, "https://push.example/1");
      write("+5511999990001", "one");
      write("+5511999990002", "two");

      await().until(() -> notifier.sent.size() + other.sent.size() >= 2);
      awaitNothingLeft();
      assertThat(notifier.sent.size() + other.sent.size()).isEqualTo(2);
      assertThat(List.of(notifier.sent.size(), other.sent.size())).contains(0);
    }
  }

  @Test
  void whatIsWrittenWhileNoNodeRunsIsToldByTheNext() {
    try (var node = node(notifier)) {
      subscribe(node, "https://push.example/1");
      write("+5511999990001", "one");
      await().until(() -> notifier.sent.size() == 1);
    }
    write("+5511999990002", "two");
    try (var _ = node(notifier)) {
      await().untilAsserted(() -> assertThat(previews(notifier)).containsExactly("one", "two"));
    }
  }

  @Test
  void aServiceThatIsAwayIsTriedAgain() {
    var tries = new AtomicInteger();
    notifier.answer = push -> switch (tries.incrementAndGet()) {
      case 1 -> new SendResult.RetryLater(Failure.of(FailureReason.THROTTLED, "429"));
      case 2 -> new SendResult.Unconfirmed(Failure.of(FailureReason.SERVICE_ERROR, "500"));
      default -> new SendResult.Accepted("1");
    };
    try (var node = node(notifier)) {
      subscribe(node, "https://push.example/1");
      write("+5511999990001", "Olá");

      await().until(() -> tries.get() == 3);
      awaitNothingLeft();
      assertThat(DB.count("push_subscriptions where pushed_at is not null")).isEqualTo(1);
    }
  }

  @Test
  void aServiceThatAsksForMoreTimeThanThereIsIsNotTriedAgain() {
    notifier.answer = push -> new SendResult.RetryLater(Failure.of(FailureReason.THROTTLED, "429"),
        Duration.ofHours(2));
    try (var node = node(notifier)) {
      subscribe(node, "https://push.example/1");
      write("+5511999990001", "Olá");

      await().untilAsserted(() -> assertThat(DB.count("push_deliveries where due_at > expires_at")).isEqualTo(1));
      assertThat(notifier.sent).hasSize(1);
    }
  }

  @Test
  void aSubscriptionThatHasEndedIsRemoved() {
    notifier.answer = push -> new SendResult.Rejected(Failure.of(FailureReason.ADDRESS_GONE, "410"));
    try (var node = node(notifier)) {
      subscribe(node, "https://push.example/1");
      write("+5511999990001", "Olá");

      await().untilAsserted(() -> assertThat(DB.count("push_subscriptions")).isZero());
      assertThat(DB.count("push_deliveries")).isZero();
    }
  }

  @Test
  void aServiceThatDoesNotAnswerHoldsUpNoOther() throws Exception {
    var answered = new CountDownLatch(1);
    notifier.answer = push -> {
      if (push.to().endpoint().startsWith("https://slow.example/")) {
        Latches.awaitQuietly(answered);
      }
      return new SendResult.Accepted("1");
    };
    try (var node = node(notifier)) {
      subscribe(node, "https://slow.example/1");
      subscribe(node, "https://push.example/1");
      for (var i = 0; i < 40; i++) {
        write("+551199999%04d".formatted(i), "Olá");
      }

      await().untilAsserted(() -> assertThat(notifier.sent).filteredOn(
          push -> push.to().endpoint().equals("https://push.example/1")).hasSize(40));
      assertThat(notifier.sent).filteredOn(push -> push.to().endpoint().equals("https://slow.example/1"))
          .hasSizeBetween(1, 16);
      answered.countDown();
      awaitNothingLeft();
    }
  }

  @Test
  void aNodeWithoutANotifierHasNothingOfThis() {
    try (var node = new WorkerNode(engine)) {
      var id = engine.accept("+5511999990001", "Olá");

      await().untilAsserted(() -> assertThat(engine.status(id)).isEqualTo("SENT"));
      assertThat(node.provider().sent).hasSize(1);
    }
  }
}
