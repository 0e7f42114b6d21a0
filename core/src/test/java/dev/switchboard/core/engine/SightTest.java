package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.chat.ChatAudit;
import dev.switchboard.core.chat.ChatChange;
import dev.switchboard.core.chat.ChatFilter;
import dev.switchboard.core.chat.ChatHandling;
import dev.switchboard.core.chat.ChatLabels;
import dev.switchboard.core.chat.ChatSearch;
import dev.switchboard.core.chat.ChatView;
import dev.switchboard.core.chat.Chats;
import dev.switchboard.core.chat.NoteResult;
import dev.switchboard.core.chat.Notes;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.message.AcceptResult;
import dev.switchboard.core.message.AcceptResult.Refusal;
import dev.switchboard.core.message.DeleteResult;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageDeletion;
import dev.switchboard.core.message.MessageReader;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.message.TimelineReader;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.Sights;
import dev.switchboard.core.tenant.Team;
import dev.switchboard.core.tenant.TeamChange;
import dev.switchboard.core.tenant.TeamDraft;
import dev.switchboard.core.tenant.Teams;
import dev.switchboard.core.tenant.Viewer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Who sees which accounts: Bia is in a team that has the account `billing`, Caio is not; `test` is no team's.
class SightTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private static final String ANA = "+5511999990001";

  private TestEngine engine;
  private Sights sights;
  private Teams teams;
  private Chats chats;
  private ChatHandling handling;
  private Account billing;
  private UUID bia;
  private UUID caio;
  private Actor admin;
  private Team team;
  private UUID open;
  private UUID secret;

  @BeforeEach
  void aCustomerWritesToBothAccounts() {
    engine = new TestEngine(DB);
    sights = new Sights(engine.database, engine.doorbell);
    teams = new Teams(engine.database, engine.doorbell, sights);
    chats = new Chats(engine.database);
    handling = new ChatHandling(engine.database, engine.doorbell);
    billing = engine.newAccount("billing", engine.provider);
    bia = newAgent("Bia", "agent");
    caio = newAgent("Caio", "supervisor");
    admin = new Actor(engine.tenantId, newAgent("Dora", "admin"), null);
    team = done(teams.create(admin, new TeamDraft("Money", Set.of(bia), Set.of("billing"))));
    open = customerWrites(engine.account);
    secret = customerWrites(billing);
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
  }

  private UUID newAgent(String name, String role) {
    return DB.value(UUID.class, """
        insert into agents (id, tenant_id, email, name, password_hash, role)
        values (?, ?, ?, ?, 'x', ?)
        returning id
        """, Ids.next(), engine.tenantId, name + "@" + engine.tenantId, name, role);
  }

  private static Team done(TeamChange change) {
    return ((TeamChange.Done) change).team();
  }

  private UUID customerWrites(Account account) {
    engine.webhooks.receive(account.id(), TestProvider.webhook(List.of(
        Map.of("from", ANA, "id", UUID.randomUUID().toString(), "text", "Onde está a fatura?"))));
    return DB.value(UUID.class, "select id from chats where account_id = ? and status = 'ACTIVE'", account.id());
  }

  private Viewer viewer(UUID agent) {
    return new Viewer(engine.tenantId, sights.hidden(agent));
  }

  private Actor actor(UUID agent) {
    return new Actor(viewer(agent), agent, null);
  }

  private UUID messageIn(UUID chat) {
    return DB.value(UUID.class, "select id from chat_messages where chat_id = ?", chat);
  }

  private ChatView now(UUID chat) {
    return chats.find(Viewer.all(engine.tenantId), chat).orElseThrow();
  }

  private List<UUID> listed(UUID agent, ChatFilter filter) {
    return chats.list(viewer(agent), filter, null, 10).stream().map(ChatView::id).toList();
  }

  @Test
  void whatATeamHasIsSeenByItsAgentsAndAdminsAlone() {
    assertThat(sights.hidden(bia)).isEmpty();
    assertThat(sights.hidden(caio)).containsExactly(billing.id());
    assertThat(sights.hidden(admin.agentId())).isEmpty();
    assertThat(sights.hidden(null)).isEmpty();
    assertThat(listed(bia, ChatFilter.ALL)).containsExactlyInAnyOrder(open, secret);
    assertThat(listed(caio, ChatFilter.ALL)).containsExactly(open);
    assertThat(listed(caio, ChatFilter.ofContact(now(secret).contact().id()))).containsExactly(open);
    assertThat(listed(caio, new ChatFilter(null, null, null, billing.id(), null, null))).isEmpty();
  }

  @Test
  void whatIsHiddenCannotBeFoundByAnyId() {
    var viewer = viewer(caio);
    var message = messageIn(secret);
    var messages = new MessageReader(engine.database);

    assertThat(chats.find(viewer, secret)).isEmpty();
    assertThat(messages.find(viewer, message)).isEmpty();
    assertThat(messages.thread(viewer, secret, null, 10)).isEmpty();
    assertThat(messages.threadAfter(viewer, secret, new UUID(0, 0), 10)).isEmpty();
    assertThat(new TimelineReader(engine.database).find(viewer, message)).isEmpty();
    assertThat(messages.find(viewer(bia), message)).isPresent();
    assertThat(new TimelineReader(engine.database).find(viewer(bia), message)).isPresent();
  }

  @Test
  void searchFindsWhatIsSeen() {
    var search = new ChatSearch(engine.database, chats);

    for (var words : List.of("fatura", "99999")) {
      assertThat(search.find(viewer(bia), words, null, 10)).as(words).hasSize(2);
      assertThat(search.find(viewer(caio), words, null, 10)).as(words).singleElement()
          .satisfies(hit -> assertThat(hit.chat().id()).isEqualTo(open));
    }
  }

  @Test
  void nothingCanBeDoneToWhatIsHidden() {
    var actor = actor(caio);

    assertThat(handling.markRead(actor, secret)).isEqualTo(new ChatChange.NoChat());
    assertThat(handling.close(actor, secret)).isEqualTo(new ChatChange.NoChat());
    assertThat(handling.assign(actor, secret, bia)).isEqualTo(new ChatChange.NoChat());
    assertThat(new ChatLabels(engine.database, engine.doorbell).put(actor, secret, Set.of()))
        .isEqualTo(new ChatChange.NoChat());
    assertThat(new Notes(engine.database, engine.doorbell).add(actor, secret, "x", null))
        .isEqualTo(new NoteResult.NoChat());
    assertThat(new MessageDeletion(engine.database, engine.doorbell).delete(actor, secret, messageIn(secret)))
        .isEqualTo(DeleteResult.UNKNOWN);
    assertThat(now(secret).unread()).isOne();
    assertThat(handling.markRead(actor(bia), secret)).isEqualTo(new ChatChange.Done(true));
  }

  @Test
  void noAgentSendsOverWhatTheyDoNotSee() {
    assertThat(send(caio)).isInstanceOfSatisfying(AcceptResult.Refused.class, refused -> {
      assertThat(refused.field()).isEqualTo("account");
      assertThat(refused.code()).isEqualTo(Refusal.UNKNOWN_ACCOUNT);
    });
    assertThat(send(bia)).isInstanceOf(AcceptResult.Accepted.class);
  }

  private AcceptResult send(UUID agent) {
    return engine.messages.accept(new MessageRequest(engine.tenantId, "billing", ANA, new Content.Text("Oi"),
        Lane.INTERACTIVE, DeliveryPolicy.AT_LEAST_ONCE, null, null, null, null, null, agent, null));
  }

  @Test
  void aChatIsGivenToNobodyWhoDoesNotSeeIt() {
    assertThat(handling.assign(admin, secret, caio)).isEqualTo(new ChatChange.Unseen());
    assertThat(handling.transfer(admin, secret, caio, "Yours")).isEqualTo(new ChatChange.Unseen());

    assertThat(now(secret).assignee()).isNull();
    assertThat(handling.assign(admin, secret, bia)).isEqualTo(new ChatChange.Done(true));
    assertThat(handling.assign(admin, open, caio)).isEqualTo(new ChatChange.Done(true));
  }

  @Test
  void whoLosesSightLosesTheChatAndNothingElse() {
    handling.assign(admin, secret, bia);
    handling.assign(admin, open, bia);

    teams.change(admin, team.id(), new TeamDraft(null, Set.of(caio), null));

    assertThat(now(secret).assignee()).isNull();
    assertThat(now(open).assignee().id()).isEqualTo(bia);
    assertThat(sights.hidden(bia)).containsExactly(billing.id());
    assertThat(sights.hidden(caio)).isEmpty();
    assertThat(DB.values(String.class, """
        select kind || coalesce(payload ->> 'assignee', '-')
        from events
        where tenant_id = ?
          and (chat_id = ? or chat_id is null)
        order by seq desc
        limit 2
        """, engine.tenantId, secret)).containsExactly("teams_changed-", "chat_updated-");
    assertThat(new ChatAudit(engine.database).of(engine.tenantId, secret, null, 10).getFirst()).satisfies(entry -> {
      assertThat(entry.action()).isEqualTo("chat-unassigned");
      assertThat(entry.agent().id()).isEqualTo(admin.agentId());
      assertThat(entry.details()).contains(bia.toString());
    });
  }

  @Test
  void anAccountThatLosesItsLastTeamIsSeenByEverybodyAgain() {
    assertThat(teams.delete(admin, team.id())).isTrue();

    assertThat(sights.hidden(caio)).isEmpty();
    assertThat(teams.delete(admin, team.id())).isFalse();
  }

  @Test
  void ofSeveralTeamsOneIsEnough() {
    teams.create(admin, new TeamDraft("More", Set.of(caio), Set.of("billing", "test")));

    assertThat(sights.hidden(caio)).isEmpty();
    assertThat(sights.hidden(bia)).containsExactly(engine.account.id());
  }

  // Closed chats stay with who saw to them; opened again by whoever, they are nobody's.
  @Test
  void aChatThatIsOpenedAgainIsNotWithSomebodyWhoDoesNotSeeIt() {
    handling.assign(admin, secret, bia);
    handling.close(admin, secret);
    teams.change(admin, team.id(), new TeamDraft(null, Set.of(), null));
    assertThat(now(secret).assignee().id()).isEqualTo(bia);

    handling.reopen(admin, secret);

    assertThat(now(secret).assignee()).isNull();
  }

  // What is written while the team has the chat's account stays as it is: the race is decided by who comes first.
  @Test
  void nobodyIsGivenAChatWhileTheyLoseSightOfIt() throws Exception {
    var held = new HeldCommit(engine.database);
    var changing = Race.begin(() -> new Teams(held.database(), engine.doorbell, sights)
        .change(admin, team.id(), new TeamDraft(null, Set.of(), null)));
    held.awaitHeld();
    var giving = Race.begin(() -> handling.assign(admin, secret, bia));
    Race.awaitBlocked(DB, giving);

    held.release();

    assertThat(changing.get()).isInstanceOf(TeamChange.Done.class);
    assertThat(giving.get()).isEqualTo(new ChatChange.Unseen());
    assertThat(now(secret).assignee()).isNull();
  }

  @Test
  void aTeamChangeWaitsForWhoIsGivenAChatAndTakesItAway() throws Exception {
    var held = new HeldCommit(engine.database);
    var giving = Race.begin(() -> new ChatHandling(held.database(), engine.doorbell).assign(admin, secret, bia));
    held.awaitHeld();
    var changing = Race.begin(() -> teams.change(admin, team.id(), new TeamDraft(null, Set.of(), null)));
    Race.awaitBlocked(DB, changing);

    held.release();

    assertThat(giving.get()).isEqualTo(new ChatChange.Done(true));
    assertThat(changing.get()).isInstanceOf(TeamChange.Done.class);
    assertThat(now(secret).assignee()).isNull();
  }
}
