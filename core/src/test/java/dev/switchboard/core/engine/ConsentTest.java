package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.consent.Suppression;
import dev.switchboard.core.consent.Suppressions;
import dev.switchboard.core.contact.Address;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.message.AcceptResult;
import dev.switchboard.core.message.AcceptResult.Accepted;
import dev.switchboard.core.message.AcceptResult.Refusal;
import dev.switchboard.core.message.AcceptResult.Refused;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.message.TimelineReader;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.IdentityKind;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.tenant.Viewer;
import dev.switchboard.core.webhook.WebhookOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Nobody is written to who does not want it, or whose address is no good.
class ConsentTest {

  private static final String ANA = "+5511999990001";
  private static final String ANA_WITHOUT_NINE = "+551199990001";
  private static final String BIA = "+5511999990002";
  private static final String USER = "BR.13491208655302741918";

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  TestEngine engine;
  Suppressions suppressions;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
    suppressions = new Suppressions(engine.database, engine.doorbell);
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    DB.run("truncate webhook_inbox, receipts_waiting, outbox");
  }

  @Test
  void whoHasOptedOutIsNotWrittenTo() {
    stop(ANA);

    assertThat(engine.messages.accept(engine.request(ANA, "Oferta!")))
        .isInstanceOfSatisfying(Refused.class, refused -> {
          assertThat(refused.code()).isEqualTo(Refusal.OPTED_OUT);
          assertThat(refused.field()).isEqualTo("to");
        });
    assertThat(engine.messages.accept(engine.request(BIA, "Oferta!"))).isInstanceOf(Accepted.class);
  }

  @Test
  void anOptOutHoldsForEverySpelling() {
    stop(ANA_WITHOUT_NINE);

    assertThat(refusal(engine.request(ANA, "x"))).isEqualTo(Refusal.OPTED_OUT);
  }

  @Test
  void aRefusalLeavesNoKeyNoContactAndNoChat() {
    stop(ANA);
    var keyed = engine.request(ANA, "x", Lane.BULK, "key");

    assertThat(refusal(keyed)).isEqualTo(Refusal.OPTED_OUT);

    assertThat(DB.count("idempotency_keys where tenant_id = ?", engine.tenantId)).isZero();
    assertThat(DB.count("contacts where tenant_id = ?", engine.tenantId)).isZero();
    assertThat(DB.count("chats where tenant_id = ?", engine.tenantId)).isZero();

    receive(Map.of("consent", "START", "of", ANA));
    assertThat(engine.messages.accept(keyed)).isInstanceOfSatisfying(Accepted.class,
        accepted -> assertThat(accepted.repeated()).isFalse());
  }

  @Test
  void oneWhoHasOptedOutStopsNobodyElseOfABatch() {
    engine.accept("+5511999990009", "known already");
    stop(ANA);

    var answers = engine.messages.acceptAll(List.of(engine.request(BIA, "new", Lane.BULK, "a"),
        engine.request(ANA, "stopped", Lane.BULK, "b"), engine.request(ANA, "stopped", Lane.BULK, "b"),
        engine.request("+5511999990009", "known", Lane.BULK, "c"), engine.request(ANA, "stopped")));

    assertThat(answers.get(0)).isInstanceOf(Accepted.class);
    assertThat(((Refused) answers.get(1)).code()).isEqualTo(Refusal.OPTED_OUT);
    assertThat(((Refused) answers.get(2)).code()).isEqualTo(Refusal.OPTED_OUT);
    assertThat(answers.get(3)).isInstanceOf(Accepted.class);
    assertThat(((Refused) answers.get(4)).code()).isEqualTo(Refusal.OPTED_OUT);
    assertThat(DB.count("contact_identities where tenant_id = ?", engine.tenantId)).isEqualTo(2);
    assertThat(DB.values(String.class, "select key from idempotency_keys where tenant_id = ? order by key",
        engine.tenantId)).containsExactly("a", "c");
  }

  @Test
  void whoeverAnswersInAClosedChatDoesNotOpenItAgainstTheCustomersWill() {
    receive(Map.of("from", ANA, "id", "in-1", "text", "STOP"), Map.of("consent", "STOP", "of", ANA));
    DB.run("update chats set status = 'CLOSED' where tenant_id = '" + engine.tenantId + "'");

    assertThat(refusal(engine.request(ANA, "x"))).isEqualTo(Refusal.OPTED_OUT);
    assertThat(DB.count("chats where tenant_id = ? and status = 'CLOSED'", engine.tenantId)).isEqualTo(1);
    assertThat(DB.count("chats where tenant_id = ?", engine.tenantId)).isEqualTo(1);
  }

  @Test
  void whatWasAcceptedBeforeTheOptOutFailsUnsent() {
    var first = engine.accept(ANA, "one");
    var second = engine.accept(ANA, "two");
    stop(ANA_WITHOUT_NINE);

    engine.drain();

    assertThat(engine.provider.sent).isEmpty();
    assertThat(engine.status(first)).isEqualTo("FAILED");
    assertThat(engine.status(second)).isEqualTo("FAILED");
    assertThat(DB.count("outbox where tenant_id = ?", engine.tenantId)).isZero();
    var timeline = new TimelineReader(engine.database).find(Viewer.all(engine.tenantId), first).orElseThrow();
    assertThat(timeline.entries()).extracting(entry -> entry.words()).anyMatch(
        words -> words.contains("OPTED_OUT") && words.contains("opted out since it was accepted"));
  }

  @Test
  void whatIsTriedAgainAfterTheOptOutFails() {
    engine.provider.answer = message -> new SendResult.RetryLater(Failure.of(FailureReason.UNREACHABLE, "no"));
    var id = engine.accept(ANA, "one");
    engine.claim(1).forEach(engine::send);
    stop(ANA);
    engine.provider.answer = TestProvider::accept;
    DB.run("update outbox set due_at = now() - interval '1 second'");

    engine.drain();

    assertThat(engine.provider.sent).hasSize(1);
    assertThat(engine.status(id)).isEqualTo("FAILED");
  }

  @Test
  void whoWantsMessagesAgainGetsThem() {
    stop(ANA);
    receive(Map.of("consent", "START", "of", ANA));

    var id = engine.accept(ANA, "Bem-vinda de volta");
    engine.drain();

    assertThat(engine.status(id)).isEqualTo("SENT");
    assertThat(suppressions.list(engine.tenantId, null, 10)).isEmpty();
  }

  @Test
  void whatWasSaidLaterCountsInWhateverOrderItComes() {
    var then = Instant.parse("2026-11-20T10:00:00Z");
    receive(Map.of("consent", "START", "of", ANA, "at", then.plusSeconds(60).toString()));
    receive(Map.of("consent", "STOP", "of", ANA, "at", then.toString()));

    assertThat(suppressions.list(engine.tenantId, null, 10)).isEmpty();

    receive(Map.of("consent", "STOP", "of", ANA, "at", then.plusSeconds(120).toString()));
    receive(Map.of("consent", "STOP", "of", ANA, "at", then.plusSeconds(120).toString()));

    assertThat(suppressions.list(engine.tenantId, null, 10)).hasSize(1);
    assertThat(DB.count("consent_changes where tenant_id = ?", engine.tenantId)).isEqualTo(3);
  }

  @Test
  void anOptOutIsToldInTheChat() {
    receive(Map.of("from", ANA, "id", "in-1", "text", "STOP"), Map.of("consent", "STOP", "of", ANA));
    receive(Map.of("consent", "STOP", "of", ANA));
    receive(Map.of("consent", "START", "of", ANA));

    assertThat(DB.values(String.class, """
        select e.payload ->> 'wanted'
        from events e
        join chats c on c.id = e.chat_id
        where e.tenant_id = ?
          and e.kind = 'consent_changed'
          and e.payload ->> 'contactId' = c.contact_id::text
          and e.payload ->> 'account' = 'test'
        order by e.seq
        """, engine.tenantId)).containsExactly("false", "true");
  }

  @Test
  void anOptOutOverOneAccountIsNoneOverAnother() {
    var other = Ids.next();
    DB.value(Integer.class, """
        insert into channel_accounts (id, tenant_id, name, provider)
        values (?, ?, 'other', 'test')
        returning 1
        """, other, engine.tenantId);
    engine.webhooks.receive(other, TestProvider.webhook(List.of(Map.of("consent", "STOP", "of", ANA))));

    assertThat(engine.messages.accept(engine.request(ANA, "x"))).isInstanceOf(Accepted.class);
  }

  @Test
  void anOptOutByPhoneHoldsForTheUserIdOfTheSamePerson() {
    receive(Map.of("from", ANA + "|" + USER, "id", "in-1", "text", "STOP"), Map.of("consent", "STOP", "of", ANA));

    assertThat(refusal(engine.request(USER, "x"))).isEqualTo(Refusal.OPTED_OUT);

    receive(Map.of("consent", "START", "of", USER));
    assertThat(engine.messages.accept(engine.request(ANA, "x"))).isInstanceOf(Accepted.class);
  }

  @Test
  void anOptOutHoldsForAnAddressThatIsToldLater() {
    receive(Map.of("from", ANA, "id", "in-1", "text", "STOP"), Map.of("consent", "STOP", "of", ANA));
    receive(Map.of("from", ANA + "|" + USER, "id", "in-2", "text", "Oi"));

    assertThat(refusal(engine.request(USER, "x"))).isEqualTo(Refusal.OPTED_OUT);
  }

  @Test
  void aMailboxThatBouncesForGoodIsNotWrittenToAgain() {
    engine.provider.channel = Channel.EMAIL;
    var id = engine.accept("ana@example.com", "one");
    engine.drain();
    receive(Map.of("receipt", "FAILED", "id", TestProvider.idOf(engine.provider.sent.getLast()), "reason",
        "BAD_ADDRESS"));

    assertThat(refusal(engine.request("Ana@Example.com", "two"))).isEqualTo(Refusal.OPTED_OUT);
    assertThat(suppressions.list(engine.tenantId, null, 10)).singleElement().satisfies(suppression -> {
      assertThat(suppression.messageId()).isEqualTo(id);
      assertThat(suppression.why()).isEqualTo("BAD_ADDRESS");
      assertThat(suppression.kind()).isEqualTo(IdentityKind.EMAIL);
      assertThat(suppression.account()).as("from any account").isNull();
    });
  }

  @Test
  void aMailboxThatIsFullIsWrittenToAgain() {
    engine.provider.channel = Channel.EMAIL;
    engine.accept("ana@example.com", "one");
    engine.drain();
    receive(Map.of("receipt", "FAILED", "id", TestProvider.idOf(engine.provider.sent.getLast()), "reason",
        "UNDELIVERABLE"));

    assertThat(engine.messages.accept(engine.request("ana@example.com", "two"))).isInstanceOf(Accepted.class);
  }

  @Test
  void aPhoneNumberThatOneServiceCannotWriteToIsLeftToOthers() {
    engine.provider.answer = message -> new SendResult.Rejected(Failure.of(FailureReason.BAD_ADDRESS, "a landline"));
    engine.accept(ANA, "one");
    engine.drain();

    assertThat(engine.messages.accept(engine.request(ANA, "two"))).isInstanceOf(Accepted.class);
  }

  @Test
  void aDeviceThatIsGoneIsNotWrittenToAgain() {
    engine.provider.channel = Channel.PUSH;
    engine.provider.answer = message -> new SendResult.Rejected(Failure.of(FailureReason.ADDRESS_GONE, "410"));
    var id = engine.accept("token-1", "one");
    engine.drain();

    assertThat(refusal(engine.request("token-1", "two"))).isEqualTo(Refusal.OPTED_OUT);
    assertThat(engine.messages.accept(engine.request("token-2", "two"))).isInstanceOf(Accepted.class);
    assertThat(suppressions.list(engine.tenantId, null, 10)).extracting(Suppression::messageId).containsExactly(id);
  }

  @Test
  void anAdministratorSuppressesAndLiftsAndBothAreRemembered() {
    var agent = agent();
    var address = Address.parse(IdentityKind.PHONE, ANA).orElseThrow();

    var put = suppressions.put(engine.tenantId, address, null, "asked by letter", agent);
    assertThat(suppressions.put(engine.tenantId, address, null, "again", agent)).isEqualTo(put);
    assertThat(refusal(engine.request(ANA_WITHOUT_NINE, "x"))).isEqualTo(Refusal.OPTED_OUT);
    assertThat(suppressions.of(engine.tenantId, address)).containsExactly(put);

    assertThat(suppressions.lift(engine.tenantId, put.id(), "asked by phone", agent)).isTrue();
    assertThat(suppressions.lift(engine.tenantId, put.id(), "twice", agent)).isFalse();
    assertThat(engine.messages.accept(engine.request(ANA, "x"))).isInstanceOf(Accepted.class);
    assertThat(DB.values(String.class, """
        select wanted || ' ' || why
        from consent_changes
        where tenant_id = ?
          and agent_id = ?
        order by recorded_at, id
        """, engine.tenantId, agent)).contains("false asked by letter", "true asked by phone");
  }

  @Test
  void theListIsReadPageByPageAndIsTheTenantsOwn() throws Exception {
    var agent = agent();
    for (var i = 0; i < 5; i++) {
      suppressions.put(engine.tenantId, Address.parse(IdentityKind.PHONE, "+551199999001" + i).orElseThrow(),
          engine.account.id(), "x", agent);
    }
    var first = suppressions.list(engine.tenantId, null, 3);
    var second = suppressions.list(engine.tenantId, first.getLast().id(), 3);

    assertThat(first).hasSize(3);
    assertThat(second).hasSize(2).doesNotContainAnyElementsOf(first);
    try (var others = new TestEngine(DB)) {
      assertThat(suppressions.list(others.tenantId, null, 10)).isEmpty();
      assertThat(suppressions.find(others.tenantId, first.getFirst().id())).isEmpty();
      assertThat(others.messages.accept(others.request("+5511999990010", "x"))).isInstanceOf(Accepted.class);
    }
  }

  private UUID agent() {
    var agent = UUID.randomUUID();
    DB.run("insert into agents (id, tenant_id, email, name, password_hash, role) values ('" + agent + "', '"
        + engine.tenantId + "', '" + agent + "@example.com', 'Admin', 'x', 'admin')");
    return agent;
  }

  private void stop(String of) {
    receive(Map.of("consent", "STOP", "of", of));
  }

  @SafeVarargs
  private void receive(Map<String, String>... items) {
    assertThat(engine.webhooks.receive(engine.account.id(), TestProvider.webhook(List.of(items))))
        .isInstanceOf(WebhookOutcome.Stored.class);
  }

  private Refusal refusal(MessageRequest request) {
    AcceptResult answer = engine.messages.accept(request);
    assertThat(answer).isInstanceOf(Refused.class);
    return ((Refused) answer).code();
  }
}
