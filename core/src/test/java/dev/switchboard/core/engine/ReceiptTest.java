package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.outbox.Outcome;
import dev.switchboard.core.outbox.Outcomes;
import dev.switchboard.core.spi.DeliveryReport.Status;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.webhook.WebhookInbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Receipts in every order, early, late, repeated.
class ReceiptTest {

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
  void receiptsInEveryOrderWithAnyOfThemDoubledEndInTheSameStatus() {
    for (var reported : subsets()) {
      for (var order : orders(reported)) {
        var id = sent();
        order.forEach(status -> receive(id, status));
        receive(id, order.getFirst());

        assertThat(engine.status(id)).as("after %s", order).isEqualTo(end(reported));
        assertThat(DB.values(String.class, "select status from message_status where message_id = ?", id))
            .as("facts after %s", order)
            .containsExactlyInAnyOrderElementsOf(
                Stream.concat(Stream.of("SENT"), order.stream().map(Enum::name)).distinct().toList());
      }
    }
  }

  @Test
  void aDelayIsNotedAndMovesNothing() {
    var id = sent();

    receive(id, Status.DELAYED);

    assertThat(engine.status(id)).isEqualTo("SENT");
    assertThat(DB.value(Boolean.class, "select applied from message_status where message_id = ? and status = 'DELAYED'",
        id)).isFalse();
    assertThat(DB.count("events where message_id = '" + id + "' and kind = 'message_status_updated'"))
        .as("only that it was sent").isEqualTo(1);
  }

  @Test
  void whatTheServiceSaysBesidesIsKeptAlsoWhereItsFactIsKnown() {
    var id = sent();

    receiveAll(List.of(Map.of("receipt", "SENT", "id", id + "/1", "details.price", "utility")));
    receiveAll(List.of(Map.of("receipt", "SENT", "id", id + "/1", "details.price", "marketing"),
        Map.of("receipt", "DELIVERED", "id", id + "/1"),
        Map.of("receipt", "DELIVERED", "id", id + "/1", "details.price", "utility")));

    assertThat(DB.values(String.class, "select details->>'price' from message_status where message_id = ?", id))
        .as("the first word counts").containsExactly("utility", "utility");
  }

  @Test
  void allReceiptsInOneWebhookInEveryOrderEndInTheSameStatus() {
    for (var order : orders(EnumSet.allOf(Status.class))) {
      var id = sent();

      receiveAll(id, order);

      assertThat(engine.status(id)).as("after %s", order).isEqualTo("READ");
    }
  }

  // FAILED counts only where nothing says that it was delivered.
  private static String end(Set<Status> reported) {
    if (reported.contains(Status.READ)) {
      return "READ";
    }
    if (reported.contains(Status.DELIVERED)) {
      return "DELIVERED";
    }
    return reported.contains(Status.FAILED) ? "FAILED" : "SENT";
  }

  private static List<Set<Status>> subsets() {
    return IntStream.range(1, 1 << Status.values().length)
        .<Set<Status>>mapToObj(bits -> {
          var subset = EnumSet.noneOf(Status.class);
          Arrays.stream(Status.values()).filter(status -> (bits >> status.ordinal() & 1) == 1).forEach(subset::add);
          return subset;
        })
        .toList();
  }

  private static List<List<Status>> orders(Set<Status> reported) {
    if (reported.isEmpty()) {
      return List.of(List.of());
    }
    var orders = new ArrayList<List<Status>>();
    for (var first : reported) {
      var others = EnumSet.copyOf(reported);
      others.remove(first);
      orders(others).forEach(rest -> orders.add(Stream.concat(Stream.of(first), rest.stream()).toList()));
    }
    return orders;
  }

  @Test
  void aRepeatedReceiptChangesNothing() {
    var id = sent();
    receive(id, Status.DELIVERED);
    var before = everythingAbout(id);

    for (var i = 0; i < 20; i++) {
      receive(id, Status.DELIVERED);
      receive(id, Status.SENT);
    }

    assertThat(everythingAbout(id)).isEqualTo(before);
  }

  private static String everythingAbout(UUID id) {
    return DB.value(String.class, "select m::text from chat_messages m where id = ?", id)
        + DB.values(String.class, "select s::text from message_status s where message_id = ? order by 1", id)
        + DB.values(String.class, "select e::text from events e where message_id = ? order by seq", id);
  }

  @Test
  void aReceiptThatComesTooLateForTheStatusIsKeptAsAFact() {
    var id = sent();
    receive(id, Status.READ);
    receive(id, Status.DELIVERED);

    assertThat(engine.status(id)).isEqualTo("READ");
    assertThat(DB.count("message_status where message_id = ? and status = 'DELIVERED' and not applied", id))
        .isEqualTo(1);
  }

  @Test
  void aMessageThatFailedAndWasDeliveredAfterAllHasNoReasonAnyMore() {
    var id = sent();
    receiveAll(List.of(Map.of("receipt", "FAILED", "id", id + "/1", "reason", "UNDELIVERABLE")));
    assertThat(DB.value(String.class, "select reason from chat_messages where id = ?", id)).isEqualTo("UNDELIVERABLE");

    receive(id, Status.DELIVERED);

    assertThat(engine.status(id)).isEqualTo("DELIVERED");
    assertThat(DB.count("chat_messages where id = ? and reason is null", id)).isEqualTo(1);
  }

  @Test
  void whatEachParticipantDidIsAFactOfItsOwn() {
    var id = sent();
    for (var who : List.of("ana", "bia", "ana")) {
      receiveAll(List.of(Map.of("receipt", "READ", "id", id + "/1", "participant", who)));
    }

    assertThat(DB.values(String.class,
        "select participant from message_status where message_id = ? and status = 'READ' order by 1", id))
        .containsExactly("ana", "bia");
  }

  @Test
  void aReceiptBeforeTheAnswerIsParkedAndFoldedIn() {
    var id = engine.accept(ANA, "x");
    var claimed = engine.claim(1).getFirst();
    receive(id, Status.READ);
    receive(id, Status.DELIVERED);
    assertThat(engine.status(id)).isEqualTo("QUEUED");
    assertThat(DB.count("receipts_waiting")).isEqualTo(2);

    engine.settle(claimed, TestProvider.accept(claimed.message()));

    assertThat(engine.status(id)).isEqualTo("READ");
    assertThat(DB.count("receipts_waiting")).isZero();
    assertThat(DB.count("message_status where message_id = ? and status = 'DELIVERED'", id)).isEqualTo(1);
  }

  @Test
  void anAnswerThatCommitsWhileItsReceiptIsBeingParkedIsFoundByTheReceipt() throws Exception {
    var id = engine.accept(ANA, "x");
    var claimed = engine.claim(1).getFirst();
    var held = new HeldCommit(engine.database);
    var receiving = Race.begin(() -> new WebhookInbox(engine.accounts, held.database(),
        engine.receipts, engine.doorbell, TestEngine.CIPHER)
        .receive(engine.account.id(), webhook(id, Status.DELIVERED)));
    held.awaitHeld();

    engine.settle(claimed, TestProvider.accept(claimed.message()));
    assertThat(engine.status(id)).isEqualTo("SENT");
    held.release();
    receiving.get();

    assertThat(engine.status(id)).isEqualTo("DELIVERED");
    assertThat(DB.count("receipts_waiting")).isZero();
  }

  @Test
  void aReceiptThatIsParkedWhileItsAnswerCommitsIsFoundByTheAnswer() throws Exception {
    var id = engine.accept(ANA, "x");
    var claimed = engine.claim(1).getFirst();
    var held = new HeldCommit(engine.database);
    var outcomes = new Outcomes(held.database(), TestEngine.SETTINGS, engine.receipts, engine.doorbell,
        engine.wakeups);
    var settling = Race.run(() -> outcomes
        .settle(new Outcome(claimed, TestProvider.accept(claimed.message()), Instant.now(), true, false)));
    held.awaitHeld();

    receive(id, Status.DELIVERED);
    assertThat(DB.count("receipts_waiting")).isEqualTo(1);
    held.release();
    settling.get();

    assertThat(engine.status(id)).isEqualTo("DELIVERED");
    assertThat(DB.count("receipts_waiting")).isZero();
  }

  @Test
  void theSweepFoldsInWhatANodeThatDiedBetweenItsCommitAndItsSecondLookLeftBehind() {
    var id = sent();
    DB.value(Integer.class, """
        insert into receipts_waiting (account_id, tenant_id, provider_message_id, status, received_at)
        values (?, ?, ?, 'DELIVERED', now() - interval '1 minute')
        returning 1
        """, engine.account.id(), engine.tenantId, id + "/1");

    assertThat(engine.receipts.foldLeftBehind()).isEqualTo(1);

    assertThat(engine.status(id)).isEqualTo("DELIVERED");
    assertThat(engine.receipts.foldLeftBehind()).isZero();
  }

  // Whoever applies receipts parks the rest while it holds chats; the other way round the two wait for one another.
  @Test
  void whoeverFoldsInHoldsNothingThatIsParkedWhileItWaitsForTheChat() throws Exception {
    var id = sent();
    DB.value(Integer.class, """
        insert into receipts_waiting (account_id, tenant_id, provider_message_id, status)
        values (?, ?, ?, 'DELIVERED')
        returning 1
        """, engine.account.id(), engine.tenantId, id + "/1");
    var folding = engine.database.transaction(connection -> {
      try (var statement = connection.createStatement()) {
        statement.execute("select id from chats for no key update");
        var begun = Race.begin(() -> engine.receipts.foldWaiting(engine.account.id(), List.of(id + "/1")));
        await().until(() -> DB.count("pg_stat_activity where datname = current_database() "
            + "and wait_event_type = 'Lock'") == 1);
        statement.execute("select 1 from receipts_waiting for update nowait");
        return begun;
      }
    });

    assertThat(folding.get()).isEqualTo(1);
    assertThat(engine.status(id)).isEqualTo("DELIVERED");
  }

  @Test
  void aReceiptForAMessageThatWaitsToBeSentAgainStopsThat() {
    var id = engine.accept(ANA, "x");
    var claimed = engine.claim(1).getFirst();
    engine.settle(claimed, TestProvider.accept(claimed.message()));
    // As where the service took it and the row stayed: the receipt proves that nothing is left to be sent.
    DB.value(Integer.class, """
        with m as (update chat_messages set status = 'UNCONFIRMED' where id = ? returning *)
        insert into outbox (message_id, tenant_id, account_id, chat_id, lane, state, ready, due_at, policy, token)
        select id, tenant_id, account_id, chat_id, lane, 'DOUBT', false, now(), policy, 1 from m
        returning 1
        """, id);
    var next = engine.accept(ANA, "next");

    receive(id, Status.DELIVERED);

    assertThat(engine.status(id)).isEqualTo("DELIVERED");
    assertThat(DB.count("outbox where message_id = ?", id)).isZero();
    assertThat(engine.claim(10)).extracting(one -> one.message().id()).containsExactly(next);
  }

  @Test
  void aMessageInDoubtThatItsServiceCallsFailedIsNotSentAgain() {
    var id = engine.accept(ANA, "x");
    var claimed = engine.claim(1).getFirst();
    engine.settle(claimed, TestProvider.accept(claimed.message()));
    DB.value(Integer.class, """
        with m as (update chat_messages set status = 'UNCONFIRMED' where id = ? returning *)
        insert into outbox (message_id, tenant_id, account_id, chat_id, lane, state, ready, due_at, policy, token)
        select id, tenant_id, account_id, chat_id, lane, 'DOUBT', false, now(), policy, 1 from m
        returning 1
        """, id);

    receive(id, Status.FAILED);

    assertThat(engine.status(id)).isEqualTo("FAILED");
    assertThat(DB.count("outbox where message_id = ?", id)).isZero();
  }

  @Test
  void aReceiptOverAnotherAccountIsAboutNothingOfOurs() throws Exception {
    var id = sent();
    try (var stranger = new TestEngine(DB)) {
      stranger.webhooks.receive(stranger.account.id(), webhook(id, Status.READ));
    }

    assertThat(engine.status(id)).isEqualTo("SENT");
    assertThat(DB.count("receipts_waiting")).isEqualTo(1);
  }

  @Test
  void receiptsOfOneMessageAtOnceLoseNothing() throws Exception {
    var id = sent();
    var statuses = Status.values();

    Race.atOnce(40, i -> engine.webhooks.receive(engine.account.id(), webhook(id, statuses[i % statuses.length])));

    assertThat(engine.status(id)).isEqualTo("READ");
    assertThat(DB.count("message_status where message_id = ?", id)).isEqualTo(statuses.length);
  }

  private static UUID sent() {
    var id = engine.accept(ANA, "x");
    engine.claim(1).forEach(claimed -> engine.settle(claimed,
        new SendResult.Accepted(TestProvider.idOf(claimed.message()))));
    return id;
  }

  private static void receive(UUID id, Status status) {
    engine.webhooks.receive(engine.account.id(), webhook(id, status));
  }

  private static void receiveAll(UUID id, List<Status> statuses) {
    receiveAll(statuses.stream().map(status -> Map.of("receipt", status.name(), "id", id + "/1")).toList());
  }

  private static void receiveAll(List<Map<String, String>> items) {
    engine.webhooks.receive(engine.account.id(), TestProvider.webhook(items));
  }

  private static WebhookRequest webhook(UUID id, Status status) {
    return TestProvider.webhook(List.of(Map.of("receipt", status.name(), "id", id + "/1")));
  }
}
