package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.AccountAdministration;
import dev.switchboard.core.account.AccountChange;
import dev.switchboard.core.account.SecretCipher;
import dev.switchboard.core.account.WindowPolicy;
import dev.switchboard.core.chat.Chats;
import dev.switchboard.core.chat.ClosingWindows;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.message.AcceptResult;
import dev.switchboard.core.message.AcceptResult.Accepted;
import dev.switchboard.core.message.AcceptResult.Refusal;
import dev.switchboard.core.message.AcceptResult.Refused;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageReader;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.message.TimelineEntry;
import dev.switchboard.core.message.TimelineReader;
import dev.switchboard.core.outbox.Claimed;
import dev.switchboard.core.outbox.Outcome;
import dev.switchboard.core.spi.Capabilities.Limits;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.TemplateValue;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.Viewer;
import dev.switchboard.core.webhook.WebhookOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Free content goes out only while the customer's window is open.
class WindowTest {

  private static final String ANA = "+5511999990001";
  private static final WindowPolicy FOLLOW_UP = new WindowPolicy.Template("follow_up", "pt_BR", "1");

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  TestEngine engine;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
    engine.provider.able = able -> able.window(Duration.ofHours(24))
        .takes(ContentKind.TEMPLATE, Limits.text(20))
        .takes(ContentKind.REACTION, Limits.text(10));
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    DB.run("truncate outbox, status_checks, receipts_waiting", "update chats set window_watched = false");
  }

  // At accept

  @Test
  void whoNeverWroteIsSentNoFreeText() {
    var refused = refused(engine.request(ANA, "Olá"));

    assertThat(refused.field()).isEqualTo("content");
    assertThat(refused.code()).isEqualTo(Refusal.WINDOW_CLOSED);
    assertThat(refused.detail()).contains("must be a template", "never opened by the customer");
    assertThat(DB.count("chat_messages where tenant_id = ?", engine.tenantId)).isZero();
    assertThat(DB.count("chats where tenant_id = ?", engine.tenantId)).isZero();
  }

  @Test
  void whoHasWrittenIsAnsweredFreely() {
    write("in-1");

    engine.accept(ANA, "Olá");
    engine.drain();

    assertThat(engine.provider.sent).singleElement().satisfies(sent -> assertThat(sent.content())
        .isEqualTo(new Content.Text("Olá")));
  }

  @Test
  void aRefusalTellsWhenTheWindowClosed() {
    write("in-1");
    DB.run("update chats set window_expires_at = '2026-01-02T03:04:05.678Z'");

    assertThat(refused(engine.request(ANA, "Olá")).detail()).endsWith("closed at 2026-01-02T03:04:05Z");
  }

  @Test
  void aDryRunTellsHowTheWindowStands() {
    assertThat(engine.messages.consider(engine.request(ANA, "Olá")).ways()).singleElement().satisfies(way -> {
      assertThat(way.windowOpen()).isFalse();
      assertThat(way.windowExpiresAt()).isNull();
    });
    write("in-1");
    var in2Days = Instant.now().plus(Duration.ofDays(2));

    assertThat(engine.messages.consider(engine.request(ANA, "Olá")).ways()).singleElement().satisfies(way -> {
      assertThat(way.windowOpen()).isTrue();
      assertThat(way.windowExpiresAt()).isAfter(Instant.now());
    });
    assertThat(engine.messages.consider(engine.scheduled(ANA, "Olá", in2Days, null)).ways()).singleElement()
        .satisfies(way -> {
          assertThat(way.windowOpen()).as("by then").isFalse();
          assertThat(way.refused()).isNotNull();
        });
  }

  @Test
  void aTemplateNeedsNoWindow() {
    assertThat(engine.messages.accept(saying(new Content.Template("hello", "pt_BR", Map.of(), List.of(), null), null)))
        .isInstanceOf(Accepted.class);
  }

  @Test
  void aReactionIsFreeContent() {
    write("in-1");
    var question = DB.value(UUID.class, "select id from chat_messages where tenant_id = ?", engine.tenantId);
    windowCloses("- interval '1 second'");

    assertThat(refused(saying(new Content.Reaction("\ud83d\udc4d"), question)).code()).isEqualTo(Refusal.WINDOW_CLOSED);
  }

  @Test
  void theWindowOutlivesTheChatItWasOpenedIn() {
    write("in-1");
    var before = chat();
    engine.close(before);

    engine.accept(ANA, "Olá");
    engine.drain();

    assertThat(chat()).isNotEqualTo(before);
    assertThat(engine.provider.sent).hasSize(1);
    assertThat(DB.count("(select distinct window_expires_at from chats where tenant_id = ?) windows", engine.tenantId))
        .isEqualTo(1);
  }

  @Test
  void aMessageForLaterIsJudgedByTheTimeAtWhichItIsToBeSent() {
    write("in-1");

    assertThat(engine.messages.accept(engine.scheduled(ANA, "Olá", Instant.now().plusSeconds(3_600), null)))
        .isInstanceOf(Accepted.class);
    assertThat(refused(engine.scheduled(ANA, "Olá", Instant.now().plus(Duration.ofHours(25)), null)).detail())
        .contains("closes at", "before the message is to be sent");
  }

  @Test
  void aRepeatedRequestIsAnsweredAsBeforeThoughTheWindowHasClosedSince() {
    write("in-1");
    var request = engine.request(ANA, "Olá", Lane.TRANSACTIONAL, "key-1");
    var first = (Accepted) engine.messages.accept(request);
    windowCloses("- interval '1 second'");

    assertThat(engine.messages.accept(request))
        .isEqualTo(new Accepted(first.id(), first.chatId(), first.status(), true, List.of()));
    assertThat(refused(engine.request(ANA, "Olá", Lane.TRANSACTIONAL, "key-2")).code())
        .isEqualTo(Refusal.WINDOW_CLOSED);
  }

  @Test
  void anAccountMaySendATemplateInstead() {
    policy(FOLLOW_UP);

    var id = engine.accept(ANA, "Your order\n  is ready");
    send(claim(1));

    assertThat(engine.provider.sent).singleElement().satisfies(sent -> assertThat(sent.content()).isEqualTo(
        new Content.Template("follow_up", "pt_BR", Map.of("1", TemplateValue.of("Your order is ready")), List.of(),
            null)));
    assertThat(new MessageReader(engine.database).find(Viewer.all(engine.tenantId), id).orElseThrow().kind())
        .isEqualTo("template");
    assertThat(words(id)).contains("The window for free content was never opened by the customer, so the template "
        + "follow_up is sent instead.");
  }

  @Test
  void aTemplateWithoutAVariableIsSentAsItIs() {
    policy(new WindowPolicy.Template("we_have_news", null, null));

    engine.accept(ANA, "longer than the twenty characters that a variable takes");
    send(claim(1));

    assertThat(engine.provider.sent).singleElement().satisfies(sent -> assertThat(sent.content()).isEqualTo(
        new Content.Template("we_have_news", null, Map.of(), List.of(), null)));
  }

  @Test
  void whatNoTemplateTakesIsRefused() {
    write("in-1");
    var question = DB.value(UUID.class, "select id from chat_messages where tenant_id = ?", engine.tenantId);
    windowCloses("- interval '1 second'");
    policy(FOLLOW_UP);

    assertThat(refused(engine.request(ANA, "longer than twenty characters")).detail())
        .contains("at most 20 characters");
    assertThat(refused(saying(new Content.Reaction("x"), question)).detail()).contains("only a text");
    engine.provider.able = able -> able.window(Duration.ofHours(24));
    assertThat(refused(engine.request(ANA, "Olá")).detail()).contains("this account sends no templates");
  }

  @Test
  void aRouteThatDoesNotExistIsNoWayOut() {
    policy(new WindowPolicy.Route("sms"));

    assertThat(refused(engine.request(ANA, "Olá")).detail())
        .contains("window", "the route sms cannot be taken instead");
  }

  @Test
  void theRepetitionOfWhatBecameATemplateIsTheSameRequest() {
    policy(FOLLOW_UP);
    var request = engine.request(ANA, "Olá", Lane.TRANSACTIONAL, "key-1");
    var first = (Accepted) engine.messages.accept(request);
    write("in-1");

    assertThat(engine.messages.accept(request)).isInstanceOfSatisfying(Accepted.class, again -> {
      assertThat(again.repeated()).isTrue();
      assertThat(again.id()).isEqualTo(first.id());
    });
  }

  // At send

  @Test
  void whatWasAcceptedInTimeAndIsSentTooLateFailsWithoutACall() {
    write("in-1");
    var id = engine.accept(ANA, "Olá");
    var next = engine.accept(ANA, "?");
    windowCloses("- interval '1 second'");

    engine.drain();

    assertThat(engine.provider.sent).isEmpty();
    assertThat(engine.status(id)).isEqualTo("FAILED");
    assertThat(engine.status(next)).as("the chat goes on").isEqualTo("FAILED");
    assertThat(DB.value(String.class, "select reason from chat_messages where id = ?", id)).isEqualTo("WINDOW_CLOSED");
    assertThat(DB.count("message_attempts where message_id = ?", id)).isZero();
    assertThat(DB.count("outbox where tenant_id = ?", engine.tenantId)).isZero();
    assertThat(words(id)).anySatisfy(words -> assertThat(words).contains("so it was not handed to the service"))
        .anySatisfy(words -> assertThat(words).startsWith("Failed (WINDOW_CLOSED)"));
  }

  @Test
  void whatIsSentTooLateMayBecomeATemplate() {
    write("in-1");
    policy(FOLLOW_UP);
    var id = engine.accept(ANA, "Olá");
    windowCloses("- interval '1 second'");

    send(claim(1));

    var template = new Content.Template("follow_up", "pt_BR", Map.of("1", TemplateValue.of("Olá")), List.of(), null);
    assertThat(engine.provider.sent).singleElement().satisfies(sent -> assertThat(sent.content()).isEqualTo(template));
    assertThat(engine.status(id)).isEqualTo("SENT");
    var view = new MessageReader(engine.database).find(Viewer.all(engine.tenantId), id).orElseThrow();
    assertThat(view.kind()).isEqualTo("template");
    assertThat(view.content().at("/variables/1").asText()).isEqualTo("Olá");
    assertThat(words(id)).anySatisfy(words -> assertThat(words).contains("the template follow_up is sent instead"));
    assertThat(DB.value(String.class, "select payload ->> 'kind' from events where message_id = ? and kind = ?", id,
        "message_updated")).isEqualTo("template");
    assertThat(DB.value(String.class, "select last_message_preview from chats where id = ?", chat()))
        .isEqualTo("[follow_up]");
  }

  @Test
  void whatIsNotHandedToTheServiceIsNoTemplateYet() {
    write("in-1");
    policy(FOLLOW_UP);
    var id = engine.accept(ANA, "Olá");
    windowCloses("- interval '1 second'");
    var claimed = claim(1).getFirst();

    engine.outcomes.settle(new Outcome(claimed,
        new SendResult.RetryLater(Failure.of(FailureReason.UNREACHABLE, "not called")), Instant.now(), false, false));

    assertThat(new MessageReader(engine.database).find(Viewer.all(engine.tenantId), id).orElseThrow().kind())
        .isEqualTo("text");
    assertThat(DB.count("message_decisions where message_id = ?", id)).isZero();
  }

  // What the service says

  @Test
  void aServiceThatSaysTheWindowIsClosedIsBelieved() {
    write("in-1");
    engine.provider.answer = message -> new SendResult.Rejected(
        new Failure(FailureReason.WINDOW_CLOSED, "131047", null));
    engine.accept(ANA, "Olá");

    engine.drain();

    assertThat(refused(engine.request(ANA, "again")).code()).isEqualTo(Refusal.WINDOW_CLOSED);
    assertThat(DB.count(
        "events where tenant_id = ? and kind = 'chat_updated' and payload -> 'windowExpiresAt' is not null",
        engine.tenantId)).isEqualTo(1);
    assertThat(DB.count("chats where tenant_id = ? and window_watched", engine.tenantId)).isZero();
  }

  @Test
  void aReceiptThatSaysSoIsBelieved() {
    write("in-1");
    var id = engine.accept(ANA, "Olá");
    engine.drain();

    receive(Map.of("receipt", "FAILED", "id", id + "/1", "reason", "WINDOW_CLOSED"));

    assertThat(engine.status(id)).isEqualTo("FAILED");
    assertThat(refused(engine.request(ANA, "again")).code()).isEqualTo(Refusal.WINDOW_CLOSED);
  }

  @Test
  void aWindowThatWasOpenedSinceStaysOpen() {
    write("in-1");
    var id = engine.accept(ANA, "Olá");
    engine.drain();
    DB.run("update message_attempts set started_at = started_at - interval '1 second'");
    write("in-2");

    receive(Map.of("receipt", "FAILED", "id", id + "/1", "reason", "WINDOW_CLOSED"));

    assertThat(engine.messages.accept(engine.request(ANA, "again"))).isInstanceOf(Accepted.class);
  }

  // What is told

  @Test
  void aMessageFromTheCustomerTellsUntilWhenItCanBeAnsweredFreely() {
    write("in-1");

    assertThat(DB.value(Boolean.class, """
        select (e.payload ->> 'windowExpiresAt')::timestamptz = c.window_expires_at
        from events e
        join chats c on c.id = e.chat_id
        where e.tenant_id = ? and e.kind = 'message_received'
        """, engine.tenantId)).isTrue();
    assertThat(new Chats(engine.database).find(Viewer.all(engine.tenantId), chat()).orElseThrow()
        .windowExpiresAt()).isNotNull();
  }

  @Test
  void aWindowThatIsAboutToCloseIsToldOnceHoweverManyNodesLook() throws Exception {
    write("in-1");
    windowCloses("+ interval '59 minutes'");
    var nodes = List.of(new ClosingWindows(engine.database), new ClosingWindows(new Database(DB.newPool())));

    var told = Race.atOnce(8, i -> nodes.get(i % 2).tell(Duration.ofHours(1)));

    assertThat(told.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1);
    assertThat(closing()).isEqualTo(1);
    assertThat(nodes.getFirst().tell(Duration.ofHours(1))).isZero();
  }

  @Test
  void aWindowThatIsMadeLongerIsToldAgain() {
    write("in-1");
    windowCloses("+ interval '59 minutes'");
    var windows = new ClosingWindows(engine.database);
    windows.tell(Duration.ofHours(1));

    receive(Map.of("from", ANA, "id", "old", "text", "older, but came later",
        "at", Instant.now().minus(Duration.ofHours(24)).toString()));
    assertThat(windows.tell(Duration.ofHours(1))).as("the same window").isZero();
    write("in-2");
    assertThat(windows.tell(Duration.ofHours(1))).as("has time").isZero();
    windowCloses("+ interval '59 minutes'");
    assertThat(windows.tell(Duration.ofHours(1))).isEqualTo(1);
  }

  @Test
  void nothingIsToldOfClosedChatsAndClosedWindows() {
    write("in-1");
    windowCloses("- interval '1 second'");
    var windows = new ClosingWindows(engine.database);
    assertThat(windows.tell(Duration.ofHours(1))).isZero();

    write("in-2");
    windowCloses("+ interval '59 minutes'");
    engine.close(chat());
    assertThat(windows.tell(Duration.ofHours(1))).isZero();
    assertThat(DB.count("chats where window_watched")).as("looked at for the last time").isZero();
  }

  private void policy(WindowPolicy policy) {
    new AccountAdministration(engine.database, List.of(engine.provider),
        new SecretCipher("test", Map.of("test", new byte[32])))
        .change(Actor.node(engine.tenantId), "test", AccountChange.of(policy));
    engine.accounts.forget(engine.account.id());
  }

  // With the account as it is now.
  private List<Claimed> claim(int limit) {
    Account account = engine.accounts.find(engine.account.id()).orElseThrow();
    return engine.outbox.claim(account, Lane.TRANSACTIONAL, limit, "node-1").messages();
  }

  private void send(List<Claimed> claimed) {
    claimed.forEach(engine::send);
  }

  private Refused refused(MessageRequest request) {
    AcceptResult answer = engine.messages.accept(request);
    assertThat(answer).isInstanceOf(Refused.class);
    return (Refused) answer;
  }

  private MessageRequest saying(Content content, @Nullable UUID replyTo) {
    return new MessageRequest(engine.tenantId, "test", ANA, content, Lane.TRANSACTIONAL, DeliveryPolicy.AT_LEAST_ONCE,
        null, null, replyTo, null, null, null, null);
  }

  private List<String> words(UUID id) {
    return new TimelineReader(engine.database).find(Viewer.all(engine.tenantId), id).orElseThrow().entries().stream()
        .map(TimelineEntry::words)
        .toList();
  }

  private void write(String id) {
    receive(Map.of("from", ANA, "id", id, "text", "Oi"));
  }

  @SafeVarargs
  private void receive(Map<String, String>... items) {
    assertThat(engine.webhooks.receive(engine.account.id(), TestProvider.webhook(List.of(items))))
        .isInstanceOf(WebhookOutcome.Stored.class);
  }

  private void windowCloses(String fromNow) {
    DB.run("update chats set window_expires_at = now() %s where tenant_id = '%s'".formatted(fromNow, engine.tenantId));
  }

  private UUID chat() {
    return DB.value(UUID.class, "select id from chats where tenant_id = ? and status = 'ACTIVE'", engine.tenantId);
  }

  private long closing() {
    return DB.count("events where tenant_id = ? and kind = 'window_closing'", engine.tenantId);
  }
}
