package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.message.AcceptResult.Accepted;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.webhook.WebhookInbox;
import dev.switchboard.core.webhook.WebhookLedger;
import dev.switchboard.core.webhook.WebhookOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Webhooks in every number and shape.
class WebhookTest {

  private static final String ANA = "+5511999990001";

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
    DB.run("truncate webhook_inbox, receipts_waiting, outbox");
  }

  @Test
  void fiftyWebhooksOfANewContactOnTwoNodesMakeOneChatAndFiftyMessages() throws Exception {
    var other = inbox(new Database(DB.newPool()));

    var outcomes = Race.atOnce(50, i -> (i % 2 == 0 ? engine.webhooks : other)
        .receive(engine.account.id(), message("in-" + i, ANA, "Olá " + i)));

    assertThat(outcomes).allMatch(WebhookOutcome.Stored.class::isInstance);
    assertThat(DB.count("contacts where tenant_id = ?", engine.tenantId)).isEqualTo(1);
    assertThat(DB.count("contact_identities where tenant_id = ?", engine.tenantId)).isEqualTo(1);
    assertThat(DB.values(Integer.class, "select unread from chats where tenant_id = ?", engine.tenantId))
        .containsExactly(50);
    assertThat(received()).isEqualTo(50);
    assertThat(DB.count("events where tenant_id = ? and kind = 'message_received'", engine.tenantId)).isEqualTo(50);
  }

  @Test
  void theSameWebhookAHundredTimesIsOneMessage() throws Exception {
    Race.atOnce(100, i -> engine.webhooks.receive(engine.account.id(), message("in-1", ANA, "Olá")));

    assertThat(received()).isEqualTo(1);
    assertThat(DB.values(Integer.class, "select unread from chats where tenant_id = ?", engine.tenantId))
        .containsExactly(1);
    assertThat(DB.count("events where tenant_id = ? and kind = 'message_received'", engine.tenantId)).isEqualTo(1);
    assertThat(DB.count("webhook_inbox where tenant_id = ?", engine.tenantId)).as("raw calls").isEqualTo(100);
  }

  @Test
  void whatIsNotUnderstoodIsKeptWithItsReasonAndStopsNothingElse() {
    receive(Map.of("from", ANA, "id", "in-1", "text", "one"), Map.of("sticker", "new"),
        Map.of("from", "nobody", "id", "in-2", "text", "two"), Map.of("from", ANA, "id", "in-3", "text", "three"));

    assertThat(received()).isEqualTo(2);
    assertThat(DB.value(String.class, """
        select outcome || ' ' || messages || ' ' || receipts || ' ' || unknown
        from webhook_inbox
        where tenant_id = ?
        """, engine.tenantId)).isEqualTo("PARTLY_UNKNOWN 2 0 2");
    assertThat(DB.value(String.class, "select reason from webhook_inbox where tenant_id = ?", engine.tenantId))
        .contains("neither message nor receipt", "no PHONE address");
  }

  @Test
  void aWebhookThatDoesNotVerifyIsNotStored() {
    var unsigned = new WebhookRequest("POST", "https://switchboard.example/", Map.of(), Map.of(),
        message("in-1", ANA, "x").body(), Instant.now());

    assertThat(engine.webhooks.receive(engine.account.id(), unsigned)).isInstanceOf(WebhookOutcome.Refused.class);
    assertThat(engine.webhooks.receive(UUID.randomUUID(), message("in-1", ANA, "x")))
        .isInstanceOf(WebhookOutcome.UnknownAccount.class);
    assertThat(DB.count("webhook_inbox where tenant_id = ?", engine.tenantId)).isZero();
    assertThat(received()).isZero();
  }

  @Test
  void whatWouldLetOthersInIsNotKept() {
    var call = message("in-1", ANA, "x");
    engine.webhooks.receive(engine.account.id(),
        new WebhookRequest("POST", "https://switchboard.example/x?a=b", Map.of(),
            Map.of("x-signature", List.of("good"), "authorization", List.of("Bearer t0ken")), call.body(),
            Instant.now()));

    var id = DB.value(UUID.class, "select id from webhook_inbox where tenant_id = ?", engine.tenantId);
    var kept = new WebhookLedger(engine.database, TestEngine.CIPHER).find(engine.tenantId, id).orElseThrow().request();
    assertThat(kept.url()).isEqualTo("https://switchboard.example/x?a=b");
    assertThat(kept.headers()).containsOnlyKeys("x-signature");
  }

  @Test
  void bytesThatNoColumnTakesStopNothing() {
    receive(Map.of("from", ANA, "id", "in-1", "text", "nul \0 byte, \\u0000 in words"),
        Map.of("from", ANA, "id", "nul \0 id", "text", "lost"),
        Map.of("from", ANA, "id", "long " + "x".repeat(3_000), "text", "lost"),
        Map.of("receipt", "READ", "id", "a", "participant", "nul \0 byte"),
        Map.of("receipt", "READ", "id", "b", "participant", "long" + "y".repeat(3_000)),
        Map.of("receipt", "READ", "id", "nul \0 id"),
        Map.of("receipt", "FAILED", "id", "c", "reason", "UNDELIVERABLE", "detail", "nul \0 byte"));

    assertThat(DB.values(String.class, "select content ->> 'text' from chat_messages where tenant_id = ?",
        engine.tenantId)).containsExactly("nul \ufffd byte, \\u0000 in words");
    assertThat(DB.values(Integer.class, "select unknown from webhook_inbox where tenant_id = ?", engine.tenantId))
        .containsExactly(5);
    assertThat(DB.values(String.class, "select detail from receipts_waiting where tenant_id = ?", engine.tenantId))
        .containsExactly("nul \ufffd byte");
  }

  @Test
  void aMessageThatArrivesWhileItsChatIsBeingClosedOpensANewOne() throws Exception {
    receive(Map.of("from", ANA, "id", "in-1", "text", "before"));
    var closed = openChat();
    try (var connection = engine.database.pool().getConnection(); var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("update chats set status = 'CLOSED' where id = '" + closed + "'");
      var receiving = Race.begin(() -> engine.webhooks.receive(engine.account.id(), message("in-2", ANA, "after")));
      Race.awaitBlocked(DB, receiving);
      connection.commit();
      connection.setAutoCommit(true);
      receiving.get();
    }

    assertThat(openChat()).isNotEqualTo(closed);
    assertThat(DB.values(String.class, "select content ->> 'text' from chat_messages where chat_id = ?", openChat()))
        .containsExactly("after");
    assertThat(DB.count("chats where id = ? and status = 'CLOSED' and unread = 1", closed)).isEqualTo(1);
  }

  @Test
  void aChatThatIsClosedBetweenBeingFoundAndBeingLockedIsNotUsed() throws Exception {
    receive(Map.of("from", ANA, "id", "in-1", "text", "before"));
    var closed = openChat();
    // The webhook finds her chat, then makes one for a new customer, where it is held.
    DB.run("""
        create function wait_for_test() returns trigger language plpgsql as $$
        begin
          perform pg_advisory_xact_lock(4711);
          return null;
        end
        $$""",
        "create trigger wait_for_test after insert on chats for each statement execute function wait_for_test()");
    try (var connection = engine.database.pool().getConnection(); var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("select pg_advisory_xact_lock(4711)");
      var receiving = Race.begin(() -> engine.webhooks.receive(engine.account.id(),
          TestProvider.webhook(List.of(Map.of("from", ANA, "id", "in-2", "text", "after"),
              Map.of("from", "+5511999990777", "id", "in-3", "text", "new")))));
      await().until(
          () -> DB.count("pg_stat_activity where datname = current_database() and wait_event = 'advisory'") == 1);
      engine.close(closed);
      connection.commit();
      connection.setAutoCommit(true);
      receiving.get();
    } finally {
      DB.run("drop function wait_for_test cascade");
    }

    assertThat(DB.values(UUID.class, """
        select m.chat_id
        from chat_messages m
        join chats c on c.id = m.chat_id
        where m.provider_message_id = 'in-2'
          and m.tenant_id = ?
          and c.status = 'ACTIVE'""", engine.tenantId)).hasSize(1).doesNotContain(closed);
  }

  @Test
  void theInboxIsOrderedByWhatPeopleSayNotByWhatServicesSend() {
    receive(Map.of("from", ANA, "id", "in-1", "text", "Is it ready?"));
    var chat = openChat();
    longAgo(chat);

    engine.accept(ANA, "Your code is 1234.");

    assertThat(DB.count("chats where id = ? and last_message_preview = 'Your code is 1234.'"
        + " and last_activity_at < now() - interval '1 day'", chat)).isEqualTo(1);

    answerIn(chat);

    assertThat(DB.count("chats where id = ? and last_activity_at > now() - interval '1 hour'", chat)).isEqualTo(1);

    longAgo(chat);
    receive(Map.of("from", ANA, "id", "in-2", "text", "Thanks."));

    assertThat(DB.count("chats where id = ? and last_activity_at > now() - interval '1 hour'", chat)).isEqualTo(1);
  }

  private static void longAgo(UUID chat) {
    DB.run("update chats set last_activity_at = now() - interval '2 days' where id = '" + chat + "'");
  }

  @Test
  void whatACustomerWroteIsToldWithAllItsFields() {
    var question = engine.accept(ANA, "Which one?");
    engine.drain();
    var asked = DB.value(String.class, "select provider_message_id from message_attempts where message_id = ?",
        question);
    receive(Map.<String, String>of("from", ANA, "id", "in-1", "text", "The \"red\" one \\ ☃", "replyTo", asked,
        "name", "Ana \"Nine\""));

    var answer = DB.value(UUID.class, "select id from chat_messages where reply_to = ?", question);
    assertThat(DB.value(String.class, """
        select ((payload -> 'message') - 'id' - 'chatId' - 'createdAt' - 'contactId' - 'replyTo')::text
        from events
        where message_id = ?""", answer)).isEqualToIgnoringWhitespace("""
            {"kind": "text", "status": "RECEIVED", "content": {"text": "The \\"red\\" one \\\\ ☃", "type": "text"},
             "direction": "INBOUND", "senderName": "Ana \\"Nine\\""}""");
    assertThat(DB.count("""
        events e
        join chat_messages m on m.id = e.message_id
        join chats c on c.id = m.chat_id
        where m.id = ?
          and e.payload -> 'message' @> jsonb_build_object('id', m.id, 'chatId', c.id, 'contactId', c.contact_id,
            'replyTo', m.reply_to, 'createdAt', m.created_at)""", answer)).isEqualTo(1);
  }

  @Test
  void whoeverAnswersInAClosedChatOpensIt() {
    receive(Map.of("from", ANA, "id", "in-1", "text", "before"));
    var chat = openChat();
    engine.close(chat);

    assertThat(answerIn(chat).chatId()).isEqualTo(chat);
    assertThat(openChat()).isEqualTo(chat);
  }

  @Test
  void whoeverAnswersInAClosedChatWhileAnotherIsOpenAnswersInTheOpenOne() {
    receive(Map.of("from", ANA, "id", "in-1", "text", "before"));
    var closed = openChat();
    engine.close(closed);
    receive(Map.of("from", ANA, "id", "in-2", "text", "after"));
    var open = openChat();

    assertThat(answerIn(closed).chatId()).isEqualTo(open);
    assertThat(DB.count("chats where id = ? and status = 'CLOSED'", closed)).isEqualTo(1);
  }

  @Test
  void manyWhoAnswerInAClosedChatAtOnceOpenItOnce() throws Exception {
    receive(Map.of("from", ANA, "id", "in-1", "text", "before"));
    var chat = openChat();
    engine.close(chat);
    var other = inbox(new Database(DB.newPool()));

    Race.atOnce(20, i -> i % 2 == 0
        ? answerIn(chat)
        : other.receive(engine.account.id(), message("in-1" + i, ANA, "again")));

    assertThat(DB.count("chats where tenant_id = ? and status = 'ACTIVE'", engine.tenantId)).isEqualTo(1);
    assertThat(DB.count("chat_messages where tenant_id = ?", engine.tenantId)).isEqualTo(21);
    assertThat(DB.count("outbox where tenant_id = ? and ready", engine.tenantId)).isEqualTo(1);
  }

  @Test
  void theWindowNeverClosesEarlier() {
    engine.provider.able = able -> able.window(Duration.ofHours(24));
    var late = Instant.now().minusSeconds(60);
    receive(Map.of("from", ANA, "id", "in-1", "text", "new", "at", late.toString()));
    receive(
        Map.of("from", ANA, "id", "in-2", "text", "old, but came later", "at", late.minusSeconds(3_600).toString()));

    assertThat(DB.value(Double.class,
        "select extract(epoch from window_expires_at)::float8 from chats where tenant_id = ?", engine.tenantId))
        .isCloseTo(late.plusSeconds(86_400).toEpochMilli() / 1e3, offset(1.0));
  }

  @Test
  void anAnswerNamesTheMessageItAnswers() {
    var question = engine.accept(ANA, "?");
    engine.drain();

    receive(Map.of("from", ANA, "id", "in-1", "text", "!", "replyTo", question + "/1"));

    assertThat(DB.value(UUID.class, "select reply_to from chat_messages where tenant_id = ? and direction = 'INBOUND'",
        engine.tenantId)).isEqualTo(question);
  }

  @Test
  void messagesInAndOutOfTheSameChatsAtOnceLoseNothing() throws Exception {
    Race.atOnce(80, i -> i % 2 == 0
        ? engine.accept("+551199999020" + i % 8, "out")
        : engine.webhooks.receive(engine.account.id(), message("in-" + i, "+551199999020" + i % 8, "in")));
    engine.drain();

    assertThat(received()).isEqualTo(40);
    assertThat(DB.count("chat_messages where tenant_id = ? and status = 'SENT'", engine.tenantId)).isEqualTo(40);
  }

  private Accepted answerIn(UUID chat) {
    return (Accepted) engine.messages
        .accept(new MessageRequest(engine.tenantId, "test", ANA, new Content.Text("answer"),
            Lane.INTERACTIVE, DeliveryPolicy.AT_LEAST_ONCE, null, null, null, null, null, null, chat));
  }

  private WebhookInbox inbox(Database database) {
    return new WebhookInbox(engine.accounts, database, engine.receipts, engine.doorbell, TestEngine.CIPHER);
  }

  @SafeVarargs
  private void receive(Map<String, String>... items) {
    assertThat(engine.webhooks.receive(engine.account.id(), TestProvider.webhook(List.of(items))))
        .isInstanceOf(WebhookOutcome.Stored.class);
  }

  private static WebhookRequest message(String id, String from, String text) {
    return TestProvider.webhook(List.of(Map.of("from", from, "id", id, "text", text)));
  }

  private long received() {
    return DB.count("chat_messages where tenant_id = ? and direction = 'INBOUND'", engine.tenantId);
  }

  private UUID openChat() {
    return DB.value(UUID.class, "select id from chats where tenant_id = ? and status = 'ACTIVE'", engine.tenantId);
  }
}
