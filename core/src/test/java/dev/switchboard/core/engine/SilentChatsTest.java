package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.chat.ChatChange;
import dev.switchboard.core.chat.ChatCount;
import dev.switchboard.core.chat.ChatCounts;
import dev.switchboard.core.chat.ChatFilter;
import dev.switchboard.core.chat.ChatFilter.View;
import dev.switchboard.core.chat.ChatHandling;
import dev.switchboard.core.chat.ChatStatus;
import dev.switchboard.core.chat.ChatView;
import dev.switchboard.core.chat.Chats;
import dev.switchboard.core.chat.InactiveChats;
import dev.switchboard.core.chat.Notes;
import dev.switchboard.core.contact.Contacts;
import dev.switchboard.core.contact.MergeResult;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.Viewer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A chat in which only a service has written, and what makes it one like any other.
class SilentChatsTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private static final String ANA = "+5511999990001";
  private static final String BOB = "+5511999990002";

  private TestEngine engine;
  private Chats chats;
  private ChatHandling handling;
  private UUID agent;
  private Actor actor;
  private UUID chat;

  @BeforeEach
  void aServiceHasWritten() {
    engine = new TestEngine(DB);
    chats = new Chats(engine.database);
    handling = new ChatHandling(engine.database, engine.doorbell);
    agent = DB.value(UUID.class, """
        insert into agents (id, tenant_id, email, name, password_hash)
        values (?, ?, ?, 'Bia', 'x')
        returning id
        """, Ids.next(), engine.tenantId, "bia@" + engine.tenantId);
    actor = new Actor(engine.tenantId, agent, null);
    engine.accept(ANA, "Only today: 20 % off");
    chat = chatWith(ANA);
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
  }

  private UUID chatWith(String address) {
    return Objects.requireNonNull(DB.value(UUID.class,
        "select id from chats where tenant_id = ? and address = ? order by created_at desc", engine.tenantId, address));
  }

  private void customerWrites(String from, String... more) {
    var item = new HashMap<>(Map.of("from", from, "id", UUID.randomUUID().toString(), "text", "Oi"));
    for (var i = 0; i < more.length; i += 2) {
      item.put(more[i], more[i + 1]);
    }
    engine.webhooks.receive(engine.account.id(), TestProvider.webhook(List.of(item)));
  }

  private void reply(@Nullable UUID agentId, @Nullable UUID chatId) {
    engine.accept(new MessageRequest(engine.tenantId, "test", ANA, new Content.Text("Bom dia"), Lane.INTERACTIVE,
        DeliveryPolicy.AT_LEAST_ONCE, null, null, null, null, null, agentId, chatId));
  }

  private List<View> views() {
    var views = new ArrayList<View>();
    for (var view : View.values()) {
      if (chats
          .list(Viewer.all(engine.tenantId), new ChatFilter(ChatStatus.ACTIVE, view, null, null, null, null), null, 10)
          .stream().anyMatch(each -> each.id().equals(chat))) {
        views.add(view);
      }
    }
    return views;
  }

  private ChatCount count() {
    return new ChatCounts(engine.database).of(Viewer.all(engine.tenantId));
  }

  private boolean isSilent() {
    return Boolean.TRUE.equals(chats.find(Viewer.all(engine.tenantId), chat).orElseThrow().silent());
  }

  @Test
  void itIsInItsOwnListAndAmongAllAndCountsForNothing() {
    engine.accept(ANA, "Only today: 30 % off");

    assertThat(views()).containsExactly(View.SILENT);
    assertThat(isSilent()).isTrue();
    assertThat(chats.list(Viewer.all(engine.tenantId), ChatFilter.of(ChatStatus.ACTIVE), null, 10))
        .extracting(ChatView::id).containsExactly(chat);
    assertThat(chats.list(Viewer.all(engine.tenantId),
        new ChatFilter(null, null, new ChatFilter.Assignee.Nobody(), null, null, null), null, 10))
        .extracting(ChatView::id).containsExactly(chat);
    assertThat(count()).isEqualTo(new ChatCount(0, 0, 0, 0));
    assertThat(DB.count("chat_counts where owner_id in (?, ?)", engine.tenantId, engine.account.id())).isZero();
  }

  @Test
  void onceTheCustomerWritesItIsLikeAnyOther() {
    customerWrites(ANA);

    assertThat(views()).containsExactly(View.WAITING, View.UNASSIGNED);
    assertThat(isSilent()).isFalse();
    assertThat(count()).isEqualTo(new ChatCount(1, 1, 1, 1));
    reply(agent, chat);
    assertThat(views()).containsExactly(View.UNASSIGNED);
    assertThat(count()).isEqualTo(new ChatCount(1, 1, 0, 1));
  }

  @Test
  void theirAbsenceNoteChangesNothingUnlessItBeginsTheChat() {
    customerWrites(ANA, "automatic", "true");
    assertThat(views()).containsExactly(View.SILENT);

    customerWrites(BOB, "automatic", "true");
    chat = chatWith(BOB);
    assertThat(views()).containsExactly(View.UNASSIGNED);
  }

  @Test
  void anAgentWhoWritesEndsTheSilenceWhicheverWay() {
    reply(agent, null);

    assertThat(views()).containsExactly(View.UNASSIGNED);
  }

  @Test
  void whoRepliesInTheChatEndsIt() {
    reply(null, chat);

    assertThat(views()).containsExactly(View.UNASSIGNED);
  }

  @Test
  void whatAnAgentHasSeenToStaysInSightWhenTheyGiveItBack() throws Exception {
    assertThat(handling.assign(actor, chat, agent)).isEqualTo(new ChatChange.Done(true));
    assertThat(views()).containsExactly(View.ASSIGNED);

    handling.assign(actor, chat, null);

    assertThat(views()).containsExactly(View.UNASSIGNED);
    assertThat(told().get("silent").asBoolean()).isFalse();
    assertThat(count()).isEqualTo(new ChatCount(1, 0, 0, 1));
  }

  private JsonNode told() throws Exception {
    return new ObjectMapper().readTree(DB.value(String.class, """
        select payload::text
        from events
        where chat_id = ?
          and kind = 'chat_updated'
        order by seq desc
        """, chat));
  }

  @Test
  void whatIsMarkedAsUnreadOrOpenedAgainIsToBeSeen() {
    handling.markUnread(actor, chat);
    assertThat(views()).containsExactly(View.UNASSIGNED);
    assertThat(count()).isEqualTo(new ChatCount(1, 1, 0, 1));

    engine.accept(BOB, "Only today");
    chat = chatWith(BOB);
    handling.close(actor, chat);
    assertThat(views()).isEmpty();
    handling.reopen(actor, chat);
    assertThat(views()).containsExactly(View.UNASSIGNED);
  }

  @Test
  void aNoteAndASnoozeLeaveItSilent() throws Exception {
    new Notes(engine.database, engine.doorbell).add(actor, chat, "Be kind", null);
    assertThat(views()).containsExactly(View.SILENT);
    handling.snooze(actor, chat, Instant.parse("2100-01-01T00:00:00Z"));
    assertThat(views()).containsExactly(View.SNOOZED);

    handling.snooze(actor, chat, null);

    assertThat(views()).containsExactly(View.SILENT);
    assertThat(told().get("silent").asBoolean()).isTrue();
  }

  @Test
  void ofTwoThatBecomeOneTheOtherVoiceIsHeard() {
    customerWrites(BOB);
    var contacts = new Contacts(engine.database, engine.doorbell);

    var merged = contacts.merge(engine.tenantId, contactOf(BOB), contactOf(ANA), null);

    assertThat(merged).isInstanceOf(MergeResult.Merged.class);
    assertThat(views()).containsExactly(View.WAITING, View.UNASSIGNED);
    reply(agent, chat);
    assertThat(views()).containsExactly(View.UNASSIGNED);
  }

  private UUID contactOf(String address) {
    return Objects.requireNonNull(
        DB.value(UUID.class, "select contact_id from chats where id = ?", chatWith(address)));
  }

  @Test
  void oneInWhichNothingHappensIsArchived() {
    engine.drain();
    DB.run("update chats set last_message_id = '00000000-0000-7000-8000-000000000000', "
        + "last_activity_at = now() - interval '2 days' where id = '" + chat + "'");

    new InactiveChats(engine.database).archive(Duration.ofDays(1));

    assertThat(DB.value(String.class, "select status from chats where id = ?", chat)).isEqualTo("ARCHIVED");
    assertThat(views()).isEmpty();
  }
}
