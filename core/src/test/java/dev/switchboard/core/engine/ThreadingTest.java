package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.webhook.WebhookOutcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Which chat an answer belongs to.
class ThreadingTest {

  private static final String ANA = "+5511999990001";
  private static final String BIA = "+5511999990002";

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
  void anAnswerToAChatThatIsOverOpensItAgain() {
    var sent = send(ANA);
    var chat = chatOf(ANA);
    close(chat);

    receive(message(ANA, "in-1", "references", sent));

    assertThat(chatOfMessage("in-1")).isEqualTo(chat);
    assertThat(status(chat)).isEqualTo("ACTIVE");
    assertThat(DB.count("chats where tenant_id = ?", engine.tenantId)).isEqualTo(1);
    assertThat(DB.count("events where chat_id = ? and kind = 'chat_updated' and payload ->> 'status' = 'ACTIVE'", chat))
        .isEqualTo(1);
  }

  @Test
  void anAnswerToAChatThatIsOverGoesWhereItsCustomerHasAnother() {
    var sent = send(ANA);
    var over = chatOf(ANA);
    close(over);
    receive(message(ANA, "in-1"));
    var open = chatOfMessage("in-1");

    receive(message(ANA, "in-2", "references", sent));

    assertThat(open).isNotEqualTo(over);
    assertThat(chatOfMessage("in-2")).isEqualTo(open);
    assertThat(status(over)).isEqualTo("CLOSED");
  }

  @Test
  void anAnswerAndSomethingNewInOneCallAreOneChat() {
    var sent = send(ANA);
    var over = chatOf(ANA);
    close(over);

    receive(message(ANA, "in-1"), message(ANA, "in-2", "references", sent), message(ANA, "in-3"));

    assertThat(DB.values(UUID.class, """
        select distinct chat_id
        from chat_messages
        where tenant_id = ?
          and direction = 'INBOUND'
        """, engine.tenantId)).hasSize(1);
    assertThat(DB.count("chats where tenant_id = ? and status = 'ACTIVE'", engine.tenantId)).isEqualTo(1);
  }

  @Test
  void theFirstMessageThatIsKnownDecides() {
    receive(message(ANA, "in-1"));
    var first = chatOfMessage("in-1");
    close(first);
    receive(message(ANA, "in-2"));
    close(chatOfMessage("in-2"));

    receive(message(ANA, "in-3", "references", "<nobody@knows> in-1 in-2"));

    assertThat(chatOfMessage("in-3")).isEqualTo(first);
  }

  @Test
  void whoKnowsAMessagesIdGetsIntoNobodysChat() {
    var sent = send(ANA);
    receive(message(ANA, "in-1"));

    receive(message(BIA, "in-2", "references", sent + " in-1"));

    assertThat(chatOfMessage("in-2")).isNotEqualTo(chatOf(ANA)).isEqualTo(chatOf(BIA));
    assertThat(DB.values(UUID.class, "select reply_to from chat_messages where tenant_id = ? and direction = 'INBOUND'"
        + " and reply_to is not null", engine.tenantId)).as("what a stranger is shown to answer").isEmpty();
  }

  @Test
  void whoProvesToBelongToAChatIsInItAndTheFurtherAnswersToo() {
    var sent = send(ANA);
    var chat = chatOf(ANA);

    receive(message(BIA, "in-1", "chatId", chat.toString()));
    receive(message(BIA, "in-2", "references", sent));

    assertThat(chatOfMessage("in-1")).isEqualTo(chat);
    assertThat(chatOfMessage("in-2")).isEqualTo(chat);
    assertThat(DB.values(String.class, "select metadata ->> 'from' from chat_messages where chat_id = ?"
        + " and direction = 'INBOUND'", chat)).containsOnly(BIA);
    assertThat(DB.count("chats where tenant_id = ?", engine.tenantId)).isEqualTo(1);
  }

  @Test
  void aProofForAChatThatIsOverOpensItAgain() {
    send(ANA);
    var chat = chatOf(ANA);
    close(chat);

    receive(message(BIA, "in-1", "chatId", chat.toString()));

    assertThat(chatOfMessage("in-1")).isEqualTo(chat);
    assertThat(status(chat)).isEqualTo("ACTIVE");
  }

  @Test
  void aProofForAChatOfAnotherTenantOrAccountOrOfNobodyIsNone() throws Exception {
    receive(anotherAccount(), message(ANA, "in-0"));
    var ofAnotherAccount = chatOfMessage("in-0");
    try (var stranger = new TestEngine(DB)) {
      stranger.accept(ANA, "Olá");
      var ofAnotherTenant = Objects.requireNonNull(
          DB.value(UUID.class, "select id from chats where tenant_id = ?", stranger.tenantId));

      receive(message(BIA, "in-1", "chatId", ofAnotherTenant.toString()),
          message(BIA, "in-2", "chatId", ofAnotherAccount.toString()),
          message(BIA, "in-3", "chatId", UUID.randomUUID().toString()));

      assertThat(List.of(chatOfMessage("in-1"), chatOfMessage("in-2"), chatOfMessage("in-3")))
          .containsOnly(chatOf(BIA));
      assertThat(DB.count("chat_messages where chat_id in (?, ?)", ofAnotherTenant, ofAnotherAccount)).isEqualTo(2);
    }
  }

  @Test
  void aMessageOfAnotherAccountIsNotKnown() {
    receive(anotherAccount(), message(ANA, "in-0"));
    close(chatOfMessage("in-0"));

    receive(message(ANA, "in-1", "references", "in-0"));

    assertThat(chatOfMessage("in-1")).isNotEqualTo(chatOfMessage("in-0"));
    assertThat(status(chatOfMessage("in-0"))).isEqualTo("CLOSED");
  }

  @Test
  void whatAProgramAnswersOpensNothingAndNobodyHasToReadIt() {
    var sent = send(ANA);
    var chat = chatOf(ANA);
    close(chat);
    DB.run("update chats set last_activity_at = now() - interval '2 days' where id = '" + chat + "'");

    receive(message(ANA, "in-1", "references", sent, "automatic", "auto-replied"));
    receive(message(ANA, "in-2", "automatic", "auto-replied"));

    assertThat(chatOfMessage("in-1")).isEqualTo(chat);
    assertThat(chatOfMessage("in-2")).as("without a word about what it answers").isEqualTo(chat);
    assertThat(DB.count("chats where id = ? and status = 'CLOSED' and unread = 0"
        + " and last_activity_at < now() - interval '1 day'", chat)).isEqualTo(1);
    assertThat(DB.count("events where chat_id = ? and kind = 'message_received'"
        + " and (payload -> 'message' ->> 'automatic')::boolean", chat)).isEqualTo(2);
    assertThat(DB.count("events where chat_id = ? and kind = 'chat_updated' and payload ->> 'status' = 'ACTIVE'", chat))
        .isZero();
  }

  @Test
  void whatAProgramWritesIntoAnOpenChatIsThereAndNobodyHasToReadIt() {
    receive(message(ANA, "in-1"));

    receive(message(ANA, "in-2", "automatic", "list"), message(ANA, "in-3"));

    assertThat(chatOfMessage("in-2")).isEqualTo(chatOfMessage("in-1"));
    assertThat(DB.value(Integer.class, "select unread from chats where id = ?", chatOf(ANA))).isEqualTo(2);
  }

  @Test
  void aProgramThatNobodyHasHeardOfIsToBeRead() {
    receive(message(ANA, "in-1", "automatic", "auto-generated"));

    assertThat(DB.value(Integer.class, "select unread from chats where id = ?", chatOf(ANA))).isEqualTo(1);
  }

  @Test
  void anAnswerThatIsThereAlreadyOpensNothing() {
    var sent = send(ANA);
    var answer = message(ANA, "in-1", "references", sent);
    receive(answer);
    var chat = chatOfMessage("in-1");
    close(chat);

    receive(answer);

    assertThat(status(chat)).isEqualTo("CLOSED");
    assertThat(DB.count("chats where tenant_id = ?", engine.tenantId)).isEqualTo(1);
  }

  @Test
  void manyAnswersAtOnceOpenAChatOnce() throws Exception {
    var sent = send(ANA);
    close(chatOf(ANA));

    Race.atOnce(20, i -> engine.webhooks.receive(engine.account.id(), TestProvider.webhook(List.of(
        i % 2 == 0 ? message(ANA, "in-" + i, "references", sent) : message(ANA, "in-" + i)))));

    assertThat(DB.count("chats where tenant_id = ? and status = 'ACTIVE'", engine.tenantId)).isEqualTo(1);
    assertThat(DB.count("chat_messages where tenant_id = ? and direction = 'INBOUND'", engine.tenantId)).isEqualTo(20);
  }

  @Test
  void aProviderIsToldTheChat() {
    engine.accept(ANA, "Olá");
    engine.drain();

    assertThat(engine.provider.sent.getLast().chatId()).isEqualTo(chatOf(ANA));
  }

  /// @return the service's id of it
  private String send(String to) {
    var id = engine.accept(to, "Olá");
    engine.drain();
    return Objects.requireNonNull(
        DB.value(String.class, "select provider_message_id from message_attempts where message_id = ?", id));
  }

  private static Map<String, String> message(String from, String id, String... more) {
    var message = new HashMap<>(Map.of("from", from, "id", id, "text", "Olá"));
    for (var i = 0; i < more.length; i += 2) {
      message.put(more[i], more[i + 1]);
    }
    return message;
  }

  @SafeVarargs
  private void receive(Map<String, String>... items) {
    receive(engine.account.id(), items);
  }

  @SafeVarargs
  private void receive(UUID accountId, Map<String, String>... items) {
    assertThat(engine.webhooks.receive(accountId, TestProvider.webhook(List.of(items))))
        .isInstanceOf(WebhookOutcome.Stored.class);
  }

  private UUID anotherAccount() {
    var id = Ids.next();
    DB.run("""
        insert into channel_accounts (id, tenant_id, name, provider)
        values ('%s', '%s', 'other', 'test')
        """.formatted(id, engine.tenantId));
    return id;
  }

  private void close(UUID chat) {
    engine.close(chat);
  }

  private String status(UUID chat) {
    return Objects.requireNonNull(DB.value(String.class, "select status from chats where id = ?", chat));
  }

  /// The chat of a person, the open one if there is one.
  private UUID chatOf(String address) {
    return Objects.requireNonNull(DB.value(UUID.class, """
        select c.id
        from chats c
        join contact_identities i using (contact_id)
        where c.tenant_id = ?
          and c.account_id = ?
          and i.value = ?
        order by c.status = 'ACTIVE' desc
        limit 1
        """, engine.tenantId, engine.account.id(), address));
  }

  private UUID chatOfMessage(String id) {
    return Objects.requireNonNull(DB.value(UUID.class, """
        select chat_id
        from chat_messages
        where tenant_id = ?
          and provider_message_id = ?
        """, engine.tenantId, id));
  }
}
