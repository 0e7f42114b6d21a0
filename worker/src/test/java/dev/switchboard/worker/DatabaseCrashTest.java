package dev.switchboard.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.database.OutcomeUnknownException;
import dev.switchboard.core.engine.TestEngine;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.message.AcceptResult.Accepted;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.StatusQuery;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.core.webhook.WebhookOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The database server crashes, twice, while two nodes send and messages and webhooks come in.
class DatabaseCrashTest {

  private static final int SENDERS = 4;
  private static final int EACH = 60;
  // Messages that a crash finds between their claim and its outcome wait until the lease is over. Receipts are asked for
  // early, so that the crash finds questions under way as well.
  private static final Map<String, Object> SETTINGS = Map.of("switchboard.send.receipt-patience", "50ms",
      "switchboard.send.lease", "10s");

  @RegisterExtension
  static final TestDatabase DB = TestDatabase.onItsOwnServer();

  private final Set<UUID> accepted = ConcurrentHashMap.newKeySet();
  private List<WorkerNode> nodes = List.of();

  @Test
  void nothingIsLostOrStuckOrSentTwice() throws Exception {
    try (var engine = new TestEngine(DB); var one = new WorkerNode(engine, SETTINGS);
        var two = new WorkerNode(engine, SETTINGS);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      nodes = List.of(one, two);
      for (var node : nodes) {
        node.provider().statusLookup = true;
        node.provider().status = this::status;
        node.provider().answer = DatabaseCrashTest::acceptAfterAWhile;
      }
      var sides = new ArrayList<Future<Integer>>();
      for (var i = 0; i < SENDERS; i++) {
        var sender = i;
        sides.add(threads.submit(() -> accept(engine, sender)));
        sides.add(threads.submit(() -> receive(engine, sender)));
      }
      for (var share : List.of(SENDERS * EACH / 4, SENDERS * EACH / 2)) {
        await().atMost(Duration.ofMinutes(1)).until(() -> accepted.size() >= share);
        DB.crash();
      }
      for (var side : sides) {
        side.get();
      }

      await().atMost(Duration.ofMinutes(1)).ignoreExceptions().untilAsserted(() -> {
        assertThat(DB.values(String.class, "select o::text from outbox o")).isEmpty();
        assertThat(DB.values(String.class, "select s::text from status_checks s")).isEmpty();
      });
      assertThat(accepted).hasSize(SENDERS * EACH);
      assertThat(DB.values(String.class, """
          select distinct status
          from chat_messages
          where direction = 'OUTBOUND'
          """)).isSubsetOf("SENT", "DELIVERED");
      assertThat(DB.values(UUID.class,
          "select id from chat_messages where direction = 'OUTBOUND'"))
          .as("sent, as far as we know").containsExactlyInAnyOrderElementsOf(accepted);
      assertThat(sent()).as("sent, as far as the service knows").extracting(OutboundMessage::id)
          .containsExactlyInAnyOrderElementsOf(accepted);
      assertThat(DB.values(Long.class, "select sum(unread) from chats")).containsExactly((long) SENDERS * EACH);
      assertThat(DB.count("chat_messages where direction = 'INBOUND'")).isEqualTo(SENDERS * EACH);
      assertThat(DB.count("contacts")).isEqualTo(SENDERS);
    }
  }

  // As a careful client does: the same request again, under the same key, until it is answered.
  private int accept(TestEngine engine, int sender) throws Exception {
    for (var i = 0; i < EACH; i++) {
      var request = engine.request(number(sender), "out " + i, Lane.TRANSACTIONAL, sender + "/" + i);
      accepted.add(((Accepted) untilAnswered(() -> engine.messages.accept(request))).id());
    }
    return EACH;
  }

  // As services do: the same webhook again until it is answered, and every third one twice.
  private int receive(TestEngine engine, int sender) throws Exception {
    for (var i = 0; i < EACH; i++) {
      var webhook = TestProvider
          .webhook(List.of(Map.of("from", number(sender), "id", sender + "/" + i, "text", "in " + i)));
      for (var times = 0; times <= (i % 3 == 0 ? 1 : 0); times++) {
        assertThat(untilAnswered(() -> engine.webhooks.receive(engine.account.id(), webhook)))
            .isInstanceOf(WebhookOutcome.Stored.class);
      }
    }
    return EACH;
  }

  private static <T> T untilAnswered(Callable<T> call) throws Exception {
    while (true) {
      try {
        return call.call();
      } catch (DatabaseException | OutcomeUnknownException e) {
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    }
  }

  private static String number(int sender) {
    return "+551199999000" + sender;
  }

  private static SendResult acceptAfterAWhile(OutboundMessage message) {
    LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    return TestProvider.accept(message);
  }

  private StatusResult status(StatusQuery query) {
    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    return sent().stream()
        .filter(message -> message.id().equals(query.messageId()))
        .findFirst()
        .<StatusResult>map(message -> new StatusResult.Found(
            DeliveryReport.of(TestProvider.idOf(message), DeliveryReport.Status.DELIVERED, null)))
        .orElseGet(StatusResult.NotSent::new);
  }

  private List<OutboundMessage> sent() {
    return nodes.stream().map(WorkerNode::provider).flatMap((TestProvider provider) -> provider.sent.stream()).toList();
  }
}
