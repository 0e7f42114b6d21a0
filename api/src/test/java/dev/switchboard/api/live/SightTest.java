package dev.switchboard.api.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.api.TestServer;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.tenant.Role;
import dev.switchboard.core.webhook.WebhookInbox;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Nothing of an account reaches the socket of an agent who does not see it: Ana's team has the account, Bob's has not.
class SightTest extends LiveTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  private static final String TEAMS = "/api/v1/teams";

  private String admin;
  private String ana;
  private String bob;
  private String bobId;
  private String team;
  private UUID chat;

  SightTest() {
    super(SERVER);
  }

  @BeforeEach
  void aTeam() {
    admin = SERVER.logIn(SERVER.tenantId(), Role.ADMIN);
    ana = SERVER.logIn();
    bob = SERVER.logIn(SERVER.tenantId(), Role.SUPERVISOR);
    bobId = SERVER.get(bob, "/api/v1/me").body().get("id").asText();
    SERVER.bean(WebhookInbox.class).receive(SERVER.accountId(), TestProvider.webhook(
        List.of(Map.of("from", "+5511999990001", "id", UUID.randomUUID().toString(), "text", "Oi"))));
    chat = SERVER.database().value(UUID.class, "select id from chats where status = 'ACTIVE'");
    team = SERVER.post(admin, TEAMS, "{\"name\":\"Theirs\",\"agents\":[\"%s\"],\"accounts\":[\"test\"]}"
        .formatted(SERVER.agent().id())).body().get("id").asText();
  }

  @AfterEach
  void noTeam() {
    SERVER.delete(admin, TEAMS + "/" + team);
  }

  private TestSocket ready(TestSocket socket) {
    socket.await("ready");
    return socket;
  }

  private void agents(String... ids) {
    var answer = SERVER.send(admin, "PATCH", TEAMS + "/" + team,
        "{\"agents\":[%s]}".formatted(ids.length == 0 ? "" : "\"" + String.join("\",\"", ids) + "\""));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
  }

  private void notice(String text) {
    SERVER.database().database().transaction(connection -> {
      try (var statement = connection.prepareStatement("""
          insert into events (epoch, tenant_id, kind, payload)
          select max(epoch), ?, 'account_notice', jsonb_build_object('name', ?::text, 'accountId', ?::uuid)
          from event_epochs
          """)) {
        statement.setObject(1, SERVER.tenantId());
        statement.setString(2, text);
        statement.setObject(3, SERVER.accountId());
        return statement.executeUpdate();
      }
    });
    ring();
  }

  @Test
  void whatHappensWhereAnAgentSeesNothingIsNotTold() {
    var seeing = ready(connect(ana));
    var blind = ready(connect(bob));
    var named = ready(open(TestSocket.connect(server(), "?chats=" + chat, "Authorization", "Bearer " + bob)));
    var service = ready(connect(SERVER.key()));

    writeIn(chat, "hidden");
    notice("a notice");
    write("told");

    await().until(() -> blind.names().contains("told"));
    assertThat(seeing.names()).containsExactly("hidden", "a notice", "told");
    assertThat(service.names()).containsExactly("hidden", "a notice", "told");
    assertThat(blind.names()).containsExactly("told");
    assertThat(named.names()).isEmpty();
  }

  @Test
  void norIsItToldToWhoCatchesUp() {
    var first = ready(connect(bob));
    first.cut();
    writeIn(chat, "hidden");
    notice("a notice");
    write("told");

    var second = open(TestSocket.resuming(server(), bob, first.cursor()));

    assertThat(second.await("resumed").get("replayed").asInt()).isOne();
    assertThat(second.names()).containsExactly("told");
  }

  @Test
  void aChangeOfTeamsCountsFromItsPlaceInTheLogOn() {
    var elsewhere = another();
    var here = ready(connect(bob));
    var there = ready(open(TestSocket.withToken(elsewhere, bob)));
    var anas = ready(connect(ana));

    writeIn(chat, "before");
    agents(bobId);
    awaitChanges(1, here, there, anas);
    writeIn(chat, "between");
    agents(SERVER.agent().id().toString());
    awaitChanges(2, here, there, anas);
    writeIn(chat, "after");
    write("end");

    for (var socket : List.of(here, there)) {
      await().until(() -> socket.names().contains("end"));
      assertThat(socket.names()).containsExactly("between", "end");
    }
    await().until(() -> anas.names().contains("end"));
    assertThat(anas.names()).containsExactly("before", "after", "end");
  }

  private static void awaitChanges(int count, TestSocket... sockets) {
    for (var socket : sockets) {
      await().until(() -> socket.of("teams_changed").size() == count);
    }
  }

  @Test
  void whoLosesAChatIsToldThatItIsNobodys() {
    SERVER.post(admin, "/api/v1/chats/" + chat + "/assign", "{\"agentId\":\"" + SERVER.agent().id() + "\"}");
    var anas = ready(connect(ana));

    agents(bobId);
    writeIn(chat, "hidden");
    write("end");

    await().until(() -> anas.names().contains("end"));
    assertThat(anas.await("chat_updated").get("assignee").isNull()).isTrue();
    assertThat(anas.names()).containsExactly("end");
  }

  @Test
  void whoComesWhileTeamsChangeIsToldByWhatHoldsThen() {
    agents(bobId);
    var after = ready(connect(bob));

    writeIn(chat, "seen");

    await().until(() -> after.names().contains("seen"));
  }

  @Test
  void whoTypesAndLooksIsNotToldEither() {
    var seeing = ready(connect(ana));
    var blind = ready(connect(bob));
    var elsewhere = ready(open(TestSocket.withToken(another(), bob)));
    var service = ready(connect(SERVER.key()));

    seeing.say("{\"type\":\"looking\",\"chatId\":\"" + chat + "\"}");
    service.say("{\"type\":\"typing_start\",\"chatId\":\"" + chat + "\"}");
    seeing.await("typing_start");
    service.await("looking");
    write("end");

    for (var socket : List.of(blind, elsewhere)) {
      await().until(() -> socket.names().contains("end"));
      assertThat(socket.of("typing_start")).isEmpty();
      assertThat(socket.of("looking")).isEmpty();
    }
  }

  @Test
  void inAChatThatIsHiddenNothingCanBeSaid() {
    var blind = ready(connect(bob));

    blind.say("{\"type\":\"typing_start\",\"chatId\":\"" + chat + "\"}");

    assertThat(blind.await("error").get("code").asText()).isEqualTo("unknown_chat");
  }
}
