package dev.switchboard.api.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.api.TestServer;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.assignment.WaitingChats;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.presence.AgentPresence;
import dev.switchboard.core.tenant.Role;
import dev.switchboard.core.webhook.WebhookInbox;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PresenceTest extends LiveTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  private String ana;
  private String bob;
  private String bobId;

  PresenceTest() {
    super(SERVER);
  }

  @BeforeEach
  void twoAgents() {
    ana = SERVER.logIn(SERVER.tenantId(), Role.AGENT);
    bob = SERVER.logIn(SERVER.tenantId(), Role.AGENT);
    bobId = SERVER.get(bob, "/api/v1/me").body().get("id").asText();
  }

  private TestSocket ready(TestSocket socket) {
    socket.await("ready");
    return socket;
  }

  private static void awaitPresence(TestSocket socket, String agent, String presence) {
    await().until(() -> socket.of("presence_changed").stream()
        .filter(message -> message.get("agentId").asText().equals(agent))
        .reduce((_, last) -> last)
        .filter(last -> last.get("presence").asText().equals(presence))
        .isPresent());
  }

  private static JsonNode seenOf(String agent) {
    return StreamSupport.stream(SERVER.get(SERVER.key(), "/api/v1/agents").body().get("agents").spliterator(), false)
        .filter(one -> one.get("id").asText().equals(agent))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void colleaguesHearWhoComesAndGoesOnAllNodes() {
    var other = another();
    var here = ready(connect(ana));
    var first = ready(open(TestSocket.withToken(other, bob)));
    awaitPresence(here, bobId, "online");
    assertThat(seenOf(bobId).get("presence").asText()).isEqualTo("online");
    var second = ready(connect(bob));

    first.cut();
    await().until(() -> SERVER.database().count("agent_presence where agent_id = ?", UUID.fromString(bobId)) == 1);
    second.cut();

    awaitPresence(here, bobId, "offline");
    assertThat(here.of("presence_changed")).filteredOn(message -> message.get("agentId").asText().equals(bobId))
        .extracting(message -> message.get("presence").asText()).containsExactly("online", "offline");
    assertThat(seenOf(bobId).get("presence").asText()).isEqualTo("offline");
    assertThat(seenOf(bobId).has("lastSeenAt")).isTrue();
  }

  @Test
  void whoComesIsToldWhoIsThere() {
    var here = ready(connect(ana));
    ready(connect(bob));
    awaitPresence(here, bobId, "online");

    var carla = ready(connect(SERVER.logIn(SERVER.tenantId(), Role.AGENT)));

    assertThat(carla.await("ready").get("presence").findValuesAsText("agentId")).contains(bobId);
    assertThat(ready(connect(SERVER.logIn(SERVER.rivalId(), Role.AGENT))).await("ready").get("presence").toString())
        .doesNotContain(bobId);
    assertThat(ready(connect(SERVER.key())).await("ready").has("presence")).isFalse();
  }

  @Test
  void theAgentsOfADeadNodeAreGone() {
    var here = ready(connect(ana));
    SERVER.database()
        .run("insert into agent_presence (agent_id, node, until) values ('%s', '%s', now() + interval '1 h')"
            .formatted(bobId, UUID.randomUUID()));
    ringPresence();
    awaitPresence(here, bobId, "online");

    SERVER.database().run("update agent_presence set until = now() where agent_id = '" + bobId + "'");
    ringPresence();

    awaitPresence(here, bobId, "offline");
  }

  @Test
  void whoComesOrIsBackIsThereToBeGivenChatsAndHearsOfThem() throws Exception {
    SERVER.database().run("update agents set capacity = 0 where id <> '%s'".formatted(bobId),
        "update channel_accounts set assignment = 'automatic' where id = '%s'".formatted(SERVER.accountId()));
    SERVER.bean(Accounts.class).forget(SERVER.accountId());
    var waiting = SERVER.bean(WaitingChats.class);
    var due = new Semaphore(0);
    try (var _ = SERVER.bean(Doorbell.class).on(WaitingChats.DUE, _ -> due.release())) {
      var first = customerWrites("+5511999990001");
      await().until(due::tryAcquire);
      assertThat(waiting.give()).isZero();

      var socket = ready(connect(bob));
      await().until(due::tryAcquire);
      assertThat(waiting.give()).isOne();
      awaitGiven(socket, first);

      socket.say("{\"type\":\"presence\",\"presence\":\"away\"}");
      await().until(due::tryAcquire);
      var second = customerWrites("+5511999990002");
      await().until(due::tryAcquire);
      assertThat(waiting.give()).isZero();

      socket.say("{\"type\":\"presence\",\"presence\":\"online\"}");
      await().until(due::tryAcquire);
      assertThat(waiting.give()).isOne();
      awaitGiven(socket, second);
    }
  }

  private static UUID customerWrites(String from) {
    SERVER.bean(WebhookInbox.class).receive(SERVER.accountId(), TestProvider.webhook(List.of(
        Map.of("from", from, "id", UUID.randomUUID().toString(), "text", "Oi"))));
    return SERVER.database().value(UUID.class, "select id from chats where address = ?", from);
  }

  private void awaitGiven(TestSocket socket, UUID chat) {
    await().until(() -> socket.of("chat_updated").stream()
        .anyMatch(event -> event.get("chatId").asText().equals(chat.toString())
            && event.get("automatic").asBoolean() && event.at("/assignee/id").asText().equals(bobId)));
  }

  private static void ringPresence() {
    SERVER.bean(Doorbell.class).ring(AgentPresence.CHANGED);
  }

  @Test
  void whatAnAgentSaysOfThemselvesIsHeardAndKeptForAWhile() {
    var here = ready(open(TestSocket.withToken(another(), ana)));
    var socket = ready(connect(bob));

    socket.say("{\"type\":\"presence\",\"presence\":\"away\"}");

    awaitPresence(here, bobId, "away");
    assertThat(SERVER.get(bob, "/api/v1/me").body().get("presence").asText()).isEqualTo("away");
    socket.cut();
    awaitPresence(here, bobId, "offline");
    var again = ready(connect(bob));
    awaitPresence(here, bobId, "away");
    again.cut();
    awaitPresence(here, bobId, "offline");
    SERVER.database().run("update agents set last_seen_at = now() - interval '11 minutes'");
    ready(connect(bob));
    awaitPresence(here, bobId, "online");
  }

  @Test
  void whoeverIsNoAgentIsNotThere() {
    var service = ready(connect(SERVER.key()));

    service.say("{\"type\":\"presence\",\"presence\":\"away\"}").say("{\"type\":\"looking\",\"chatId\":null}")
        .say("{\"type\":\"ping\"}").await("pong");

    assertThat(service.of("error")).extracting(error -> error.get("code").asText())
        .containsExactly("not_an_agent", "not_an_agent");
  }

  @Test
  void nobodySaysToBeOfflineOrLooksAtWhatIsNoChat() {
    var socket = ready(connect(ana));

    socket.say("{\"type\":\"presence\",\"presence\":\"offline\"}").say("{\"type\":\"presence\"}")
        .say("{\"type\":\"looking\",\"chatId\":\"x\"}")
        .say("{\"type\":\"looking\",\"chatId\":\"" + UUID.randomUUID() + "\"}")
        .say("{\"type\":\"ping\"}").await("pong");

    assertThat(socket.of("error")).extracting(error -> error.get("code").asText())
        .containsExactly("bad_message", "bad_message", "bad_message", "unknown_chat");
  }

  @Test
  void othersHearWhoLooksAtAChatUntilTheyLookElsewhere() {
    var chat = newChat();
    var here = ready(connect(ana));
    var rival = ready(connect(SERVER.rivalKey()));
    var anaId = here.await("ready").get("agentId").asText();
    var there = ready(open(TestSocket.withToken(another(), bob)));
    here.say("{\"type\":\"looking\",\"chatId\":\"" + chat + "\"}");
    assertThat(here.await("looking").get("agents")).hasSize(1);
    awaitLooking(there, List.of(anaId));

    there.say("{\"type\":\"looking\",\"chatId\":\"" + chat + "\"}");

    var both = List.of(anaId, bobId).stream().sorted().toList();
    awaitLooking(here, both);
    awaitLooking(there, both);
    here.say("{\"type\":\"looking\",\"chatId\":null}");
    awaitLooking(there, List.of(bobId));
    there.cut();
    awaitLooking(here, List.of());
    assertThat(rival.of("looking")).isEmpty();
  }

  private static void awaitLooking(TestSocket socket, List<String> agents) {
    await().until(() -> socket.of("looking").stream()
        .reduce((_, last) -> last)
        .filter(last -> StreamSupport.stream(last.get("agents").spliterator(), false).map(JsonNode::asText).sorted()
            .toList().equals(agents))
        .isPresent());
  }

  private static UUID newChat() {
    var chat = UUID.randomUUID();
    SERVER.database().run("insert into chats (id, tenant_id, kind) values ('%s', '%s', 'direct')"
        .formatted(chat, SERVER.tenantId()));
    return chat;
  }

  @Test
  void anAgentSaysAHundredMessagesAMinuteWhateverTheNumberOfConnections() {
    var one = ready(connect(ana));
    var two = ready(connect(ana));
    for (var i = 0; i < 60; i++) {
      one.say("{\"type\":\"ping\"}");
    }
    await().until(() -> one.of("pong").size() == 60);
    for (var i = 0; i < 41; i++) {
      two.say("{\"type\":\"ping\"}");
    }

    assertThat(two.awaitClose()).isEqualTo(4429);

    assertThat(one.closeCode).isZero();
    var back = ready(connect(ana));
    back.say("{\"type\":\"ping\"}");
    assertThat(back.awaitClose()).isEqualTo(4429);
    var other = ready(connect(bob));
    other.say("{\"type\":\"ping\"}").await("pong");
  }
}
