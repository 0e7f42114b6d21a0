package dev.switchboard.api.team;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.api.TestServer;
import dev.switchboard.api.TestServer.Answer;
import dev.switchboard.core.tenant.Role;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Teams, and that what they change counts at once. What an agent of another team is refused is in `RoutesTest`.
class TeamsTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  private static final String TEAMS = "/api/v1/teams";
  private static String admin;
  private static String agent;
  private static String other;
  private static String otherId;

  @BeforeAll
  static void logIn() {
    admin = SERVER.logInAdmin(SERVER.tenantId());
    agent = SERVER.logIn();
    other = SERVER.logIn(SERVER.tenantId(), Role.AGENT);
    otherId = SERVER.get(other, "/api/v1/me").body().get("id").asText();
  }

  @AfterEach
  void noTeams() {
    SERVER.get(admin, TEAMS).body().get("teams")
        .forEach(team -> SERVER.delete(admin, TEAMS + "/" + team.get("id").asText()));
  }

  private static Answer create(String name, String agents, String accounts) {
    return SERVER.post(admin, TEAMS,
        "{\"name\":\"%s\",\"agents\":[%s],\"accounts\":[%s]}".formatted(name, agents, accounts));
  }

  private static JsonNode team(String agents) {
    var answer = create("Team", agents, "\"test\"");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    return answer.body();
  }

  private static Answer change(JsonNode team, String json) {
    return SERVER.send(admin, "PATCH", TEAMS + "/" + team.get("id").asText(), json);
  }

  private static String ana() {
    return "\"" + SERVER.agent().id() + "\"";
  }

  private static int accountsOf(String token) {
    return SERVER.get(token, "/api/v1/accounts").body().get("accounts").size();
  }

  @Test
  void aTeamIsShownWithItsAgentsAndAccounts() {
    var made = team(ana());

    assertThat(made.get("name").asText()).isEqualTo("Team");
    assertThat(made.at("/agents/0/name").asText()).isEqualTo("Ana");
    assertThat(made.at("/accounts/0").asText()).isEqualTo("test");
    assertThat(SERVER.get(agent, TEAMS).body().at("/teams/0")).isEqualTo(made);
    assertThat(SERVER.get(SERVER.rivalKey(), TEAMS).body().get("teams")).isEmpty();
    assertThat(SERVER.database().count("audit_log where action = 'team-created' and subject_id = ?",
        UUID.fromString(made.get("id").asText()))).isOne();
  }

  @Test
  void whatIsChangedCountsAtOnceAndWhatIsNotSaidStays() {
    var team = team(ana());
    assertThat(accountsOf(other)).isZero();

    var renamed = change(team, "{\"name\":\" Other name \"}");
    assertThat(renamed.body().get("name").asText()).isEqualTo("Other name");
    assertThat(renamed.body().get("agents")).isEqualTo(team.get("agents"));
    var handedOver = change(team, "{\"agents\":[\"" + otherId + "\"]}");

    assertThat(handedOver.body().at("/accounts/0").asText()).isEqualTo("test");
    assertThat(accountsOf(other)).isOne();
    assertThat(accountsOf(agent)).isZero();
    assertThat(change(team, "{\"accounts\":[]}").body().get("accounts")).isEmpty();
    assertThat(accountsOf(agent)).isOne();
  }

  @Test
  void aDeletedTeamHidesNothing() {
    var team = team(ana());

    assertThat(SERVER.delete(admin, TEAMS + "/" + team.get("id").asText()).status()).isEqualTo(204);

    assertThat(accountsOf(other)).isOne();
    assertThat(SERVER.get(admin, TEAMS).body().get("teams")).isEmpty();
  }

  @Test
  void whoBecomesAnAdminSeesAllAndWhoIsNoneAnyMoreDoesNot() {
    team(ana());
    SERVER.send(admin, "PATCH", "/api/v1/agents/" + otherId, "{\"role\":\"admin\"}");
    assertThat(accountsOf(other)).isOne();
    var chat = SERVER.post(SERVER.key(), "/api/v1/messages",
        "{\"account\":\"test\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"text\",\"text\":\"Oi\"}}").body()
        .get("chatId").asText();
    SERVER.post(admin, "/api/v1/chats/" + chat + "/assign", "{\"agentId\":\"" + otherId + "\"}");

    SERVER.send(admin, "PATCH", "/api/v1/agents/" + otherId, "{\"role\":\"agent\"}");

    assertThat(accountsOf(other)).isZero();
    assertThat(SERVER.get(admin, "/api/v1/chats/" + chat).body().has("assignee")).isFalse();
  }

  @Test
  void aChatCannotBeGivenToWhoDoesNotSeeItsAccount() {
    team(ana());
    var chat = SERVER.post(SERVER.key(), "/api/v1/messages",
        "{\"account\":\"test\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"text\",\"text\":\"Oi\"}}").body()
        .get("chatId").asText();

    var answer = SERVER.post(agent, "/api/v1/chats/" + chat + "/assign", "{\"agentId\":\"" + otherId + "\"}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo("agentId");
    assertThat(answer.body().at("/errors/0/code").asText()).isEqualTo("account-not-seen");
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
      "{};name", "{`name`:` `,`agents`:[],`accounts`:[]};name",
      "{`name`:`x`,`agents`:[null],`accounts`:[]};agents", "{`name`:`x`,`agents`:[],`accounts`:[null]};accounts",
      "{`name`:`x`,`agents`:[`00000000-0000-0000-0000-000000000000`],`accounts`:[]};agents",
      "{`name`:`x`,`agents`:[],`accounts`:[`nowhere`]};accounts",
      "{`name`:`x`,`agents`:[],`accounts`:[`test`],`color`:1};color"})
  void whatIsWrongIsNamedAndNothingIsMade(String body, String field) {
    var answer = SERVER.post(admin, TEAMS, body.replace('`', '"'));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo(field);
    assertThat(SERVER.get(admin, TEAMS).body().get("teams")).isEmpty();
  }

  @Test
  void aNameIsOneTeamsWhateverItsCase() {
    team(ana());
    var second = create("Second", "", "").body();

    assertThat(create("TEAM", "", "").body().at("/errors/0/code").asText()).isEqualTo("taken");
    assertThat(change(second, "{\"name\":\"team\"}").body().at("/errors/0/field").asText()).isEqualTo("name");
    assertThat(change(second, "{\"agents\":[" + ana() + "],\"accounts\":[\"nowhere\"]}").status()).isEqualTo(422);
    assertThat(SERVER.get(admin, TEAMS).body().at("/teams/0/agents")).isEmpty();
  }

  @Test
  void anotherTenantsAgentsAndAccountsAreNone() {
    var rival = SERVER.get(SERVER.rivalKey(), "/api/v1/agents").body();
    var rivals = SERVER.logIn(SERVER.rivalId(), Role.AGENT);
    var theirs = SERVER.get(rivals, "/api/v1/me").body().get("id").asText();

    assertThat(rival.get("agents")).isEmpty();
    assertThat(create("x", "\"" + theirs + "\"", "").body().at("/errors/0/code").asText()).isEqualTo("unknown-agent");
  }
}
