package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.chat.AuditEntry;
import dev.switchboard.core.chat.ChatAudit;
import dev.switchboard.core.chat.ChatChange;
import dev.switchboard.core.chat.ChatFilter;
import dev.switchboard.core.chat.ChatFilter.Assignee;
import dev.switchboard.core.chat.ChatFilter.View;
import dev.switchboard.core.chat.ChatHandling;
import dev.switchboard.core.chat.ChatStatus;
import dev.switchboard.core.chat.ChatView;
import dev.switchboard.core.chat.Chats;
import dev.switchboard.core.chat.SnoozedChats;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.Viewer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What agents do to chats, and which list that puts them in.
class HandlingTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private static final String ANA = "+5511999990001";
  private static final ObjectMapper JSON = new ObjectMapper();

  private TestEngine engine;
  private Chats chats;
  private ChatHandling handling;
  private UUID agent;
  private Actor actor;
  private UUID chat;

  @BeforeEach
  void aCustomerHasWritten() {
    engine = new TestEngine(DB);
    chats = new Chats(engine.database);
    handling = new ChatHandling(engine.database, engine.doorbell);
    agent = engine.newAgent("Bia");
    actor = new Actor(engine.tenantId, agent, null);
    customerWrites("Oi");
    chat = DB.value(UUID.class, "select id from chats where tenant_id = ?", engine.tenantId);
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
  }

  private void customerWrites(String text) {
    engine.customerWrites(ANA, text);
  }

  private void agentReplies() {
    engine.accept(new MessageRequest(engine.tenantId, "test", ANA, new Content.Text("Bom dia"), Lane.INTERACTIVE,
        DeliveryPolicy.AT_LEAST_ONCE, null, null, null, null, null, agent, chat));
  }

  private ChatView now() {
    return chats.find(Viewer.all(engine.tenantId), chat).orElseThrow();
  }

  private boolean isIn(View view) {
    return isListed(new ChatFilter(null, view, null, null, null, null));
  }

  private boolean isListed(ChatFilter filter) {
    return chats.list(Viewer.all(engine.tenantId), filter, null, 10).stream().anyMatch(each -> each.id().equals(chat));
  }

  private JsonNode told() throws Exception {
    return JSON.readTree(DB.value(String.class, """
        select payload::text
        from events
        where chat_id = ?
          and kind = 'chat_updated'
        order by seq desc
        """, chat));
  }

  private List<AuditEntry> audit() {
    return new ChatAudit(engine.database).of(engine.tenantId, chat, null, 10);
  }

  @Test
  void aCustomerWaitsFromTheFirstMessageThatNobodyHasAnswered() {
    var since = now().waitingSince();
    customerWrites("Are you there?");

    assertThat(since).isNotNull();
    assertThat(now().waitingSince()).isEqualTo(since);
    assertThat(isIn(View.WAITING)).isTrue();

    agentReplies();

    assertThat(now().waitingSince()).isNull();
    assertThat(isIn(View.WAITING)).isFalse();
    assertThat(isIn(View.UNASSIGNED)).isTrue();
  }

  @Test
  void whatAServiceSendsToAnAddressAnswersNobody() {
    engine.accept(ANA, "Your parcel is on its way");

    assertThat(isIn(View.WAITING)).isTrue();
  }

  @Test
  void aChatThatIsGivenToAnAgentIsInTheirList() throws Exception {
    assertThat(handling.assign(actor, chat, agent)).isEqualTo(new ChatChange.Done(true));
    assertThat(handling.assign(actor, chat, agent)).isEqualTo(new ChatChange.Done(false));

    assertThat(now().assignee()).isEqualTo(new ChatView.Person(agent, "Bia"));
    assertThat(isIn(View.ASSIGNED)).isTrue();
    assertThat(isIn(View.WAITING)).isTrue();
    assertThat(isIn(View.UNASSIGNED)).isFalse();
    assertThat(isListed(new ChatFilter(ChatStatus.ACTIVE, null, new Assignee.Agent(agent), null, null, null))).isTrue();
    assertThat(isListed(new ChatFilter(null, View.WAITING, new Assignee.Nobody(), null, null, null))).isFalse();
    assertThat(told().at("/assignee/name").asText()).isEqualTo("Bia");
    assertThat(told().get("waitingSince").isTextual()).isTrue();
    assertThat(audit()).singleElement().satisfies(entry -> {
      assertThat(entry.action()).isEqualTo("chat-assigned");
      assertThat(entry.agent()).isEqualTo(new ChatView.Person(agent, "Bia"));
      assertThat(entry.details()).contains(agent.toString());
    });

    handling.assign(actor, chat, null);

    assertThat(isIn(View.UNASSIGNED)).isTrue();
    assertThat(told().get("assignee").isNull()).isTrue();
  }

  @Test
  void nobodyButAnAgentOfTheTenantWhoIsThereGetsAChat() {
    var gone = engine.newAgent("Caio");
    DB.run("update agents set disabled_at = now() where id = '" + gone + "'");

    assertThat(handling.transfer(actor, chat, gone, null)).isEqualTo(new ChatChange.NoAgent());
    assertThat(handling.assign(actor, chat, UUID.randomUUID())).isEqualTo(new ChatChange.NoAgent());
    assertThat(now().assignee()).isNull();
    assertThat(audit()).isEmpty();
  }

  @Test
  void aSnoozedChatComesBackAtItsTime() throws Exception {
    assertThat(handling.snooze(actor, chat, Instant.parse("2100-01-01T00:00:00Z")))
        .isEqualTo(new ChatChange.Done(true));

    assertThat(isIn(View.SNOOZED)).isTrue();
    assertThat(isIn(View.WAITING)).isFalse();
    assertThat(isListed(ChatFilter.of(ChatStatus.ACTIVE))).isTrue();
    assertThat(new SnoozedChats(engine.database, engine.doorbell).wake()).isZero();

    DB.run("update chats set snoozed_until = now() where id = '" + chat + "'");

    assertThat(new SnoozedChats(engine.database, engine.doorbell).wake()).isOne();
    assertThat(isIn(View.WAITING)).isTrue();
    assertThat(told().get("snoozedUntil").isNull()).isTrue();
  }

  @Test
  void aSnoozedChatIsBackWhenItsCustomerWrites() {
    handling.snooze(actor, chat, Instant.parse("2100-01-01T00:00:00Z"));
    agentReplies();
    assertThat(isIn(View.SNOOZED)).isTrue();

    customerWrites("One more thing");

    assertThat(now().snoozedUntil()).isNull();
    assertThat(isIn(View.WAITING)).isTrue();
  }

  @Test
  void onlyAnOpenChatIsSnoozed() {
    handling.close(actor, chat);

    assertThat(handling.snooze(actor, chat, Instant.parse("2100-01-01T00:00:00Z"))).isEqualTo(new ChatChange.NotOpen());
  }

  @Test
  void aChatIsClosedPutAwayAndOpenedAgain() throws Exception {
    handling.close(actor, chat);
    assertThat(now().status()).isEqualTo(ChatStatus.CLOSED);
    assertThat(now().waitingSince()).isNull();

    handling.archive(actor, chat);
    assertThat(now().status()).isEqualTo(ChatStatus.ARCHIVED);

    assertThat(handling.reopen(actor, chat)).isEqualTo(new ChatChange.Done(true));
    assertThat(now().status()).isEqualTo(ChatStatus.ACTIVE);
    assertThat(told().get("status").asText()).isEqualTo("ACTIVE");
    assertThat(audit()).extracting(AuditEntry::action).containsExactly("chat-reopened", "chat-archived", "chat-closed");
  }

  @Test
  void aChatIsNotOpenedBesideAnotherOne() {
    handling.close(actor, chat);
    customerWrites("Again");
    var other = DB.value(UUID.class, "select id from chats where tenant_id = ? and status = 'ACTIVE'", engine.tenantId);

    assertThat(handling.reopen(actor, chat)).isEqualTo(new ChatChange.ContinuedIn(other));
  }

  @Test
  void aChatIsReadOnceAndMayBeMarkedToBeReadAgain() throws Exception {
    assertThat(handling.markRead(actor, chat)).isEqualTo(new ChatChange.Done(true));
    assertThat(handling.markRead(actor, chat)).isEqualTo(new ChatChange.Done(false));
    assertThat(now().unread()).isZero();
    assertThat(DB.count("events where chat_id = ? and kind = 'chat_updated'", chat)).isOne();

    handling.markUnread(actor, chat);

    assertThat(now().unread()).isOne();
    assertThat(told().get("unread").asInt()).isOne();
  }
}
