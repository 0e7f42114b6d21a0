package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.contact.Contacts;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.message.AcceptResult.Accepted;
import dev.switchboard.core.webhook.WebhookInbox;
import dev.switchboard.core.webhook.WebhookOutcome;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// One person, known by a phone number, by a user id, by both, or by another one tomorrow.
class IdentitiesTest {

  private static final String PHONE = "+5511999990001";
  private static final String NEW_PHONE = "+5521999990002";
  private static final String USER = "BR.13491208655302741918";

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  TestEngine engine;
  int messages;

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
  void whoWritesByUserIdFirstAndByPhoneLaterIsOnePerson() {
    write(USER);
    write(PHONE + "|" + USER);
    write(PHONE);

    assertThat(addresses()).containsExactly(USER, PHONE);
    assertThat(DB.count("contacts where tenant_id = ?", engine.tenantId)).isEqualTo(1);
    assertThat(DB.values(Integer.class, "select unread from chats where tenant_id = ?", engine.tenantId))
        .containsExactly(3);
  }

  @Test
  void whoWritesByPhoneFirstAndHidesItLaterIsOnePerson() {
    write(PHONE + "|" + USER);
    write(USER);

    assertThat(DB.count("contacts where tenant_id = ?", engine.tenantId)).isEqualTo(1);
    assertThat(DB.count("chats where tenant_id = ?", engine.tenantId)).isEqualTo(1);
  }

  @Test
  void aReplyGoesToTheAddressTheCustomerLastWroteFrom() {
    write(PHONE + "|" + USER);
    assertThat(address()).isEqualTo(PHONE);

    write(USER);
    assertThat(address()).isEqualTo(USER);

    var reply = (Accepted) engine.messages.accept(engine.request(address(), "Bom dia"));
    engine.drain();

    assertThat(engine.provider.sent).last().satisfies(sent -> assertThat(sent.to()).isEqualTo(USER));
    assertThat(DB.count("chats where tenant_id = ? and id = ?", engine.tenantId, reply.chatId())).isEqualTo(1);
    assertThat(DB.count("chats where tenant_id = ?", engine.tenantId)).isEqualTo(1);
  }

  @Test
  void theSpellingIsTheOneThatTheServiceGaveLast() {
    engine.accept("+5511988880001", "Olá");
    write("+551188880001");

    assertThat(addresses()).containsExactly("+551188880001");
    assertThat(address()).isEqualTo("+551188880001");
  }

  @Test
  void aNewAddressOfSomebodyKnownIsTold() {
    write(PHONE);
    write(PHONE + "|" + USER);

    assertThat(DB.values(String.class, """
        select payload #>> '{added,address}'
        from events
        where tenant_id = ?
          and kind = 'contact_updated'
        """, engine.tenantId)).containsExactly(USER);
  }

  @Test
  void manyFirstMessagesByTwoAddressesOfOnePersonMakeOneContact() throws Exception {
    var other = new WebhookInbox(engine.accounts, new Database(DB.newPool()), engine.receipts, engine.doorbell,
        TestEngine.CIPHER);

    Race.atOnce(40, i -> (i % 2 == 0 ? engine.webhooks : other).receive(engine.account.id(),
        TestProvider.webhook(List.of(message("in-" + i, i % 3 == 0 ? USER : i % 3 == 1 ? PHONE + "|" + USER
            : USER + "|" + PHONE)))));

    assertThat(DB.count("(select distinct contact_id from contact_identities where tenant_id = ?) c", engine.tenantId))
        .isEqualTo(1);
    assertThat(DB.count("contacts where tenant_id = ? and merged_into is null", engine.tenantId)).isEqualTo(1);
    assertThat(DB.count("chats where tenant_id = ? and status = 'ACTIVE'", engine.tenantId)).isEqualTo(1);
    assertThat(DB.count("chat_messages where tenant_id = ?", engine.tenantId)).isEqualTo(40);
  }

  @Test
  void twoWhoTurnOutToBeOneAreMerged() {
    write(PHONE);
    var first = contactOf(PHONE);
    write(USER);
    assertThat(contactOf(USER)).isNotEqualTo(first);

    write(PHONE + "|" + USER);

    assertThat(contactOf(USER)).isEqualTo(first);
    assertThat(DB.count("chats where tenant_id = ? and status = 'ACTIVE' and unread = 3", engine.tenantId))
        .isEqualTo(1);
    assertThat(DB.count("chats where tenant_id = ? and status = 'CLOSED' and continued_in is not null",
        engine.tenantId)).isEqualTo(1);
    assertThat(DB.count("contact_merges where tenant_id = ? and cause = 'SAME_ITEM'", engine.tenantId)).isEqualTo(1);
    assertThat(DB.count("events where tenant_id = ? and kind = 'contact_merged'", engine.tenantId)).isEqualTo(1);
  }

  @Test
  void whomAnAgentToldApartStaysApart() {
    write(PHONE);
    write(USER);
    write(PHONE + "|" + USER);
    var merge = DB.value(UUID.class, "select id from contact_merges where tenant_id = ?", engine.tenantId);
    assertThat(contacts().undo(engine.tenantId, merge, null)).hasValue(true);

    write(PHONE + "|" + USER);
    write(USER);

    assertThat(contactOf(PHONE)).isNotEqualTo(contactOf(USER));
    assertThat(DB.count("contact_merges where tenant_id = ?", engine.tenantId)).isEqualTo(1);
    assertThat(DB.count("chat_messages where tenant_id = ?", engine.tenantId)).isEqualTo(5);
  }

  @Test
  void aReceiptTellsAFurtherAddress() {
    engine.accept(PHONE, "Olá");
    engine.drain();
    receive(Map.of("receipt", "DELIVERED", "id", TestProvider.idOf(engine.provider.sent.getLast()), "recipient",
        PHONE + "|" + USER));

    assertThat(addresses()).containsExactly(PHONE, USER);
  }

  @Test
  void aReceiptMakesNoContact() {
    receive(Map.of("receipt", "DELIVERED", "id", "unknown", "recipient", PHONE + "|" + USER));

    assertThat(addresses()).isEmpty();
  }

  @Test
  void whoHasANewNumberIsWrittenToThere() {
    write(PHONE);
    var contact = contactOf(PHONE);

    receive(Map.of("moved", PHONE, "to", NEW_PHONE, "instead", "true"));

    assertThat(addresses()).containsExactly(NEW_PHONE);
    assertThat(contactOf(NEW_PHONE)).isEqualTo(contact);
    assertThat(address()).isEqualTo(NEW_PHONE);
    assertThat(DB.values(String.class, "select value from retired_identities where contact_id = ?", contact))
        .containsExactly(PHONE);
  }

  @Test
  void anOldNumberThatSomebodyElseGotIsSomebodyElse() {
    write(PHONE);
    var before = contactOf(PHONE);
    receive(Map.of("moved", PHONE, "to", NEW_PHONE, "instead", "true"));

    write(PHONE);

    assertThat(contactOf(PHONE)).isNotEqualTo(before);
  }

  @Test
  void whoHasAFurtherUserIdKeepsTheNumber() {
    write(PHONE);

    receive(Map.of("moved", PHONE, "to", USER));

    assertThat(addresses()).containsExactly(PHONE, USER);
    assertThat(address()).isEqualTo(PHONE);
  }

  @Test
  void whoWroteFromTheNewNumberBeforeItWasToldIsMerged() {
    write(PHONE);
    var first = contactOf(PHONE);
    write(NEW_PHONE);

    receive(Map.of("moved", PHONE, "to", NEW_PHONE, "instead", "true"));

    assertThat(contactOf(NEW_PHONE)).isEqualTo(first);
    assertThat(addresses()).containsExactly(NEW_PHONE);
    assertThat(DB.count("contact_merges where tenant_id = ? and cause = 'MOVED'", engine.tenantId)).isEqualTo(1);
    assertThat(DB.count("chats where tenant_id = ? and status = 'ACTIVE'", engine.tenantId)).isEqualTo(1);
  }

  @Test
  void aMoveThatIsToldAgainChangesNothing() {
    write(PHONE);
    receive(Map.of("moved", PHONE, "to", NEW_PHONE, "instead", "true"));
    receive(Map.of("moved", PHONE, "to", NEW_PHONE, "instead", "true"));
    receive(Map.of("moved", "+551199990001", "to", PHONE, "instead", "true"));

    assertThat(addresses()).containsExactly(NEW_PHONE);
    assertThat(DB.count("retired_identities where tenant_id = ?", engine.tenantId)).isEqualTo(1);
  }

  @Test
  void argentineAndMexicanNumbersAreOnePersonInEitherSpelling() {
    write("+5491123456789");
    write("+541123456789");
    write("+5215512345678");
    engine.accept("+52 55 1234 5678", "Hola");

    assertThat(DB.count("contacts where tenant_id = ?", engine.tenantId)).isEqualTo(2);
    assertThat(DB.count("chats where tenant_id = ?", engine.tenantId)).isEqualTo(2);
  }

  private Contacts contacts() {
    return new Contacts(engine.database, engine.doorbell);
  }

  private void write(String from) {
    receive(message("in-" + ++messages, from));
  }

  private static Map<String, String> message(String id, String from) {
    return Map.of("from", from, "id", id, "text", "Olá");
  }

  @SafeVarargs
  private void receive(Map<String, String>... items) {
    assertThat(engine.webhooks.receive(engine.account.id(), TestProvider.webhook(List.of(items))))
        .isInstanceOf(WebhookOutcome.Stored.class);
  }

  private List<String> addresses() {
    return DB.values(String.class, """
        select value
        from contact_identities
        where tenant_id = ?
        order by created_at, match_key
        """, engine.tenantId);
  }

  private String address() {
    return DB.value(String.class, "select address from chats where tenant_id = ? and status = 'ACTIVE'",
        engine.tenantId);
  }

  private UUID contactOf(String address) {
    return DB.value(UUID.class, "select contact_id from contact_identities where tenant_id = ? and value = ?",
        engine.tenantId, address);
  }
}
