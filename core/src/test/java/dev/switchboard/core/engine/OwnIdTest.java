package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.spi.DeliveryReport.Status;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.StatusResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Receipts that bring our own id back, of messages whose id at the service nobody has seen.
class OwnIdTest {

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
    engine.provider.answer = TestProvider::accept;
    engine.provider.sent.clear();
    DB.run("truncate outbox, status_checks, receipts_waiting");
  }

  @Test
  void aMessageWhoseAnswerWasLostIsSettledAndNotSentAgain() {
    var id = lost();
    var next = engine.accept(ANA, "next");
    assertThat(engine.status(id)).isEqualTo("UNCONFIRMED");

    receive("wamid-1", id, Status.DELIVERED);

    assertThat(engine.status(id)).isEqualTo("DELIVERED");
    assertThat(DB.count("outbox where message_id = ?", id)).isZero();
    assertThat(DB.count("status_checks where message_id = ?", id)).isZero();
    assertThat(providerIds(id)).containsExactly("wamid-1");
    engine.provider.answer = TestProvider::accept;
    engine.drain();
    assertThat(engine.provider.sent).extracting(message -> message.id()).containsExactly(id, next);
  }

  @Test
  void onceTheIdIsLearntItIsEnough() {
    var id = lost();
    receive("wamid-2", id, Status.SENT);
    assertThat(engine.status(id)).isEqualTo("SENT");

    receive("wamid-2", null, Status.READ);

    assertThat(engine.status(id)).isEqualTo("READ");
    assertThat(DB.count("receipts_waiting")).isZero();
  }

  @Test
  void whatWasParkedUnderTheIdBeforeIsFoldedIn() {
    var id = lost();
    receive("wamid-3", null, Status.READ);
    assertThat(engine.status(id)).isEqualTo("UNCONFIRMED");
    assertThat(DB.count("receipts_waiting")).isEqualTo(1);

    receive("wamid-3", id, Status.SENT);

    assertThat(engine.status(id)).isEqualTo("READ");
    assertThat(DB.count("receipts_waiting")).isZero();
  }

  @Test
  void aReceiptBeforeTheAnswerNeedsNotWaitForIt() {
    var id = engine.accept(ANA, "x");
    var claimed = engine.claim(1).getFirst();

    receive("wamid-4", id, Status.DELIVERED);

    assertThat(engine.status(id)).isEqualTo("DELIVERED");
    assertThat(DB.count("outbox where message_id = ?", id)).as("its worker still has it").isEqualTo(1);
    engine.settle(claimed, new SendResult.Accepted("wamid-4"));
    assertThat(engine.status(id)).isEqualTo("DELIVERED");
    assertThat(DB.count("outbox where message_id = ?", id)).isZero();
    assertThat(providerIds(id)).containsExactly("wamid-4");
    assertThat(DB.count("message_attempts where message_id = ? and duplicate", id)).isZero();
  }

  @Test
  void aReceiptBeforeAnAnswerThatIsThenLostEndsTheDoubtBeforeItBegins() {
    var id = engine.accept(ANA, "x");
    var claimed = engine.claim(1).getFirst();
    receive("wamid-5", id, Status.DELIVERED);

    engine.settle(claimed, doubt());

    assertThat(engine.status(id)).isEqualTo("DELIVERED");
    assertThat(DB.count("outbox where message_id = ?", id)).isZero();
    receive("wamid-5", null, Status.READ);
    assertThat(engine.status(id)).as("the id is not forgotten").isEqualTo("READ");
  }

  @Test
  void theServiceMayTellOurIdAlone() {
    var id = lost();

    receive(null, id, Status.DELIVERED);

    assertThat(engine.status(id)).isEqualTo("DELIVERED");
    assertThat(DB.count("outbox where message_id = ?", id)).isZero();
    assertThat(DB.count("receipts_waiting")).isZero();
  }

  @Test
  void aMessageThatARestoredDatabaseWouldSendAgainIsNot() {
    var id = engine.accept(ANA, "x");

    receive("wamid-6", id, Status.DELIVERED);
    engine.drain();

    assertThat(engine.status(id)).isEqualTo("DELIVERED");
    assertThat(engine.provider.sent).isEmpty();
  }

  @Test
  void aMessageThatItsServiceCallsFailedByOurIdIsNotSentAgain() {
    var id = lost();

    receive("wamid-7", id, Status.FAILED);

    assertThat(engine.status(id)).isEqualTo("FAILED");
    assertThat(DB.count("outbox where message_id = ?", id)).isZero();
  }

  @Test
  void whatWasSentTwiceIsTold() {
    var id = lost();
    await().until(() -> DB.count("status_checks where message_id = ? and due_at <= now()", id) == 1);
    engine.checks.settle(engine.checks.claim(engine.account, 1).getFirst(),
        new StatusResult.CannotTell(Failure.of(FailureReason.UNKNOWN, null)), false);
    engine.provider.answer = TestProvider::accept;
    engine.drain();
    assertThat(engine.provider.sent).as("at least once").hasSize(2);

    receive("wamid-8", id, Status.DELIVERED);

    assertThat(engine.status(id)).isEqualTo("DELIVERED");
    assertThat(providerIds(id)).containsExactly("wamid-8", id + "/2");
    assertThat(DB.count("message_attempts where message_id = ? and duplicate", id)).isEqualTo(1);
  }

  @Test
  void severalInOneWebhookAreOneAttempt() {
    var id = lost();

    engine.webhooks.receive(engine.account.id(), TestProvider.webhook(
        List.of(item("wamid-9", id, Status.SENT), item("wamid-9", id, Status.DELIVERED), item("wamid-9", null,
            Status.READ), item("other-9", id, Status.READ))));

    assertThat(engine.status(id)).isEqualTo("READ");
    assertThat(DB.count("message_attempts where message_id = ?", id)).isEqualTo(1);
  }

  @Test
  void manyAtOnceLoseNothing() throws Exception {
    var id = lost();
    var statuses = Status.values();

    Race.atOnce(40, i -> engine.webhooks.receive(engine.account.id(),
        TestProvider.webhook(List.of(item("wamid-10", i % 3 == 0 ? null : id, statuses[i % statuses.length])))));

    assertThat(engine.status(id)).isEqualTo("READ");
    assertThat(DB.count("receipts_waiting")).isZero();
    assertThat(DB.count("message_attempts where message_id = ?", id)).isEqualTo(1);
    assertThat(DB.count("message_status where message_id = ? and status <> 'UNCONFIRMED' and status <> 'SENDING'", id))
        .isEqualTo(statuses.length);
  }

  @Test
  void anotherTenantsAndAnotherAccountsMessagesAreNotTouched() throws Exception {
    var id = lost();
    var before = everythingAbout(id);
    try (var stranger = new TestEngine(DB)) {
      stranger.webhooks.receive(stranger.account.id(),
          TestProvider.webhook(List.of(item("wamid-11", id, Status.READ), item(null, id, Status.READ))));
    }
    var sibling = UUID.randomUUID();
    DB.run("insert into channel_accounts (id, tenant_id, name, provider) values ('" + sibling + "', '" + engine.tenantId
        + "', 'sibling', 'test')");
    engine.webhooks.receive(sibling, TestProvider.webhook(List.of(item("wamid-12", id, Status.READ))));
    engine.webhooks.receive(engine.account.id(),
        TestProvider.webhook(List.of(item("wamid-13", UUID.randomUUID(), Status.READ))));

    assertThat(everythingAbout(id)).isEqualTo(before);
    assertThat(DB.count("receipts_waiting")).as("kept, in case their messages turn up").isEqualTo(4);
  }

  private static String everythingAbout(UUID id) {
    return DB.values(String.class, """
        select m::text from chat_messages m where id = ?
        union all select s::text from message_status s where message_id = ?
        union all select a::text from message_attempts a where message_id = ?
        union all select o::text from outbox o where message_id = ?
        order by 1""", id, id, id, id).toString();
  }

  /// A message that may have been sent, as its answer was lost.
  private static UUID lost() {
    engine.provider.answer = _ -> doubt();
    var id = engine.accept(engine.request(ANA, "x"));
    engine.claim(1).forEach(engine::send);
    assertThat(DB.value(String.class, "select policy from chat_messages where id = ?", id))
        .isEqualTo(DeliveryPolicy.AT_LEAST_ONCE.label());
    return id;
  }

  private static SendResult doubt() {
    return new SendResult.Unconfirmed(Failure.of(FailureReason.TIMEOUT, null));
  }

  private static List<String> providerIds(UUID id) {
    return DB.values(String.class,
        "select provider_message_id from message_attempts where message_id = ? and result = 'ACCEPTED' order by token",
        id);
  }

  private static void receive(@Nullable String providerMessageId, @Nullable UUID messageId, Status status) {
    engine.webhooks.receive(engine.account.id(),
        TestProvider.webhook(List.of(item(providerMessageId, messageId, status))));
  }

  private static Map<String, String> item(@Nullable String providerMessageId, @Nullable UUID messageId,
      Status status) {
    var item = new HashMap<>(Map.of("receipt", status.name()));
    if (providerMessageId != null) {
      item.put("id", providerMessageId);
    }
    if (messageId != null) {
      item.put("messageId", messageId.toString());
    }
    return item;
  }
}
