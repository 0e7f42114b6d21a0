package dev.switchboard.api.team;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.api.TestServer;
import dev.switchboard.api.TestServer.Answer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TeamTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  private static final String AGENTS = "/api/v1/agents";
  private static final String KEYS = "/api/v1/api-keys";
  private static String admin;
  private static String agent;
  private static String rival;

  @BeforeAll
  static void logIn() {
    admin = SERVER.logInAdmin(SERVER.tenantId());
    agent = SERVER.logIn();
    rival = SERVER.logInAdmin(SERVER.rivalId());
  }

  private static JsonNode create(String name, String role) {
    var answer = SERVER.post(admin, AGENTS, """
        {"name":"%s","email":"%s@example.com","password":"a good password","role":"%s"}""".formatted(name, name, role));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    return answer.body();
  }

  private static Answer change(String token, String id, String json) {
    return SERVER.send(token, "PATCH", AGENTS + "/" + id, json);
  }

  private static Answer logIn(String name, String password) {
    return SERVER.post(null, "/api/v1/login",
        "{\"email\":\"%s@example.com\",\"password\":\"%s\"}".formatted(name, password));
  }

  private static String idOf(String token) {
    return SERVER.get(token, "/api/v1/me").body().get("id").asText();
  }

  @Test
  void whoIsLoggedInSaysItsNameAndLanguage() {
    create("maria", "agent");
    var maria = logIn("maria", "a good password").body().get("accessToken").asText();
    var before = SERVER.get(maria, "/api/v1/me");

    var after = SERVER.send(maria, "PATCH", "/api/v1/me", "{\"name\":\" Maria \",\"language\":\"pt\"}");

    assertThat(before.body().has("language")).isFalse();
    assertThat(before.body().get("email").asText()).isEqualTo("maria@example.com");
    assertThat(before.body().get("tenantId").asText()).isEqualTo(SERVER.tenantId().toString());
    assertThat(before.body().get("presence").asText()).isEqualTo("offline");
    assertThat(after.status()).as(after.toString()).isEqualTo(200);
    assertThat(after.body().get("name").asText()).isEqualTo("Maria");
    assertThat(SERVER.get(maria, "/api/v1/me").body().get("language").asText()).isEqualTo("pt");
    assertThat(SERVER.send(maria, "PATCH", "/api/v1/me", "{\"language\":\"fr\"}").body().at("/errors/0/field").asText())
        .isEqualTo("language");
  }

  @Test
  void aNewAgentLogsInAndTheLogSaysWhoMadeThem() {
    var id = create("novo", "supervisor").get("id").asText();

    assertThat(logIn("novo", "a good password").body().at("/agent/role").asText()).isEqualTo("supervisor");
    assertThat(SERVER.database().count("audit_log where action = 'agent-created' and subject_id = ? and agent_id = ?",
        UUID.fromString(id), UUID.fromString(idOf(admin)))).isOne();
  }

  @Test
  void colleaguesSeeWhoIsThereAndNoMore() {
    var gone = create("gone", "agent").get("id").asText();
    change(admin, gone, "{\"disabled\":true}");

    var seen = SERVER.get(agent, AGENTS);

    assertThat(seen.text()).contains("Ana").doesNotContain("@", "capacity", gone);
    assertThat(of(SERVER.get(admin, AGENTS), gone).has("disabledAt")).isTrue();
    assertThat(of(SERVER.get(admin, AGENTS), idOf(agent)).get("capacity").asInt()).isEqualTo(10);
    assertThat(SERVER.get(SERVER.rivalKey(), AGENTS).body().get("agents")).hasSize(1);
  }

  private static JsonNode of(Answer agents, String id) {
    return StreamSupport.stream(agents.body().get("agents").spliterator(), false)
        .filter(one -> one.get("id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aChangeCountsAtOnceAndIsInTheAuditLog() {
    var id = create("rita", "agent").get("id").asText();
    var rita = logIn("rita", "a good password").body().get("accessToken").asText();
    assertThat(SERVER.get(rita, KEYS).status()).isEqualTo(403);

    var answer = change(admin, id, "{\"role\":\"admin\",\"capacity\":3}");

    assertThat(answer.body().get("role").asText()).isEqualTo("admin");
    assertThat(answer.body().get("capacity").asInt()).isEqualTo(3);
    assertThat(SERVER.get(rita, KEYS).status()).isEqualTo(200);
    change(admin, id, "{\"disabled\":true}");
    assertThat(SERVER.get(rita, KEYS).status()).isEqualTo(401);
    change(admin, id, "{\"disabled\":false}");
    assertThat(SERVER.get(rita, KEYS).status()).as("the login has ended").isEqualTo(401);
    assertThat(logIn("rita", "a good password").status()).isEqualTo(200);
    assertThat(SERVER.database().values(String.class,
        "select details::text from audit_log where action = 'agent-changed' and subject_id = ? order by id",
        UUID.fromString(id))).containsExactly("{\"role\": \"admin\", \"capacity\": 3}", "{\"disabled\": true}",
            "{\"disabled\": false}");
  }

  @Test
  void aPasswordIsSetByAdmins() {
    var id = create("lost", "agent").get("id").asText();

    var answer = SERVER.post(admin, AGENTS + "/" + id + "/password", "{\"password\":\"another password\"}");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(204);
    assertThat(logIn("lost", "a good password").status()).isEqualTo(401);
    assertThat(logIn("lost", "another password").status()).isEqualTo(200);
    assertThat(SERVER.database().values(String.class,
        "select a::text from audit_log a where subject_id = ?", UUID.fromString(id)).toString())
        .contains("password-changed").doesNotContain("another password");
  }

  @Test
  void theLastAdminStaysOne() {
    var id = idOf(rival);

    for (var json : List.of("{\"role\":\"agent\"}", "{\"disabled\":true}")) {
      var refused = change(rival, id, json);
      assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
    }

    assertThat(SERVER.get(rival, KEYS).status()).isEqualTo(200);
    assertThat(change(rival, id, "{\"name\":\"Chief\"}").status()).isEqualTo(200);
  }

  @Test
  void ofTwoAdminsWhoTakeTheRoleFromEachOtherOneStays() {
    var names = List.of("one", "two");
    var ids = names.stream().map(name -> create(name, "admin").get("id").asText()).toList();
    var tokens = names.stream().map(name -> logIn(name, "a good password").body().get("accessToken").asText()).toList();
    var others = "tenant_id = '%s' and role = 'admin' and id not in ('%s', '%s')"
        .formatted(SERVER.tenantId(), ids.get(0), ids.get(1));
    var before = SERVER.database().values(UUID.class, "select id from agents where " + others);
    SERVER.database().run("update agents set role = 'supervisor' where " + others);

    var answers = Stream.of(0, 1)
        .map(i -> CompletableFuture.supplyAsync(() -> change(tokens.get(i), ids.get(1 - i), "{\"role\":\"agent\"}")))
        .toList().stream().map(CompletableFuture::join).map(Answer::status).toList();

    assertThat(answers).containsOnlyOnce(200);
    assertThat(SERVER.database().count("agents where role = 'admin' and tenant_id = ?", SERVER.tenantId())).isOne();
    before.forEach(id -> SERVER.database().run("update agents set role = 'admin' where id = '" + id + "'"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "name|{\"name\":\" \",\"email\":\"x@example.com\",\"password\":\"a good password\",\"role\":\"agent\"}",
      "email|{\"name\":\"x\",\"email\":\"nobody\",\"password\":\"a good password\",\"role\":\"agent\"}",
      "email|{\"name\":\"x\",\"email\":\"ANA@example.com\",\"password\":\"a good password\",\"role\":\"agent\"}",
      "password|{\"name\":\"x\",\"email\":\"x@example.com\",\"password\":\"short\",\"role\":\"agent\"}",
      "password|{\"name\":\"x\",\"email\":\"x@example.com\",\"role\":\"agent\"}",
      "role|{\"name\":\"x\",\"email\":\"x@example.com\",\"password\":\"a good password\",\"role\":\"service\"}",
      "role|{\"name\":\"x\",\"email\":\"x@example.com\",\"password\":\"a good password\",\"role\":\"boss\"}"})
  void whatIsWrongWithANewAgentIsNamed(String field, String json) {
    var answer = SERVER.post(admin, AGENTS, json);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo(field);
    assertThat(SERVER.database().count("agents where email = 'x@example.com'")).isZero();
  }

  @Test
  void aCapacityBeyondReasonIsRefused() {
    var answer = change(admin, idOf(agent), "{\"capacity\":-1}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo("capacity");
  }

  @Test
  void aKeyIsSeenOnceAndWorthlessWhenItIsRevoked() {
    var made = SERVER.post(admin, KEYS, "{\"name\":\"billing\"}");
    assertThat(made.status()).as(made.toString()).isEqualTo(201);
    var key = made.body().get("key").asText();
    var id = made.body().get("id").asText();
    assertThat(SERVER.get(key, "/api/v1/chats").status()).isEqualTo(200);
    assertThat(SERVER.get(admin, KEYS).text()).contains("billing", key.substring(0, 12)).doesNotContain(key);
    assertThat(SERVER.delete(rival, KEYS + "/" + id).status()).isEqualTo(404);

    assertThat(SERVER.delete(admin, KEYS + "/" + id).status()).isEqualTo(204);

    assertThat(SERVER.get(key, "/api/v1/chats").status()).isEqualTo(401);
    assertThat(SERVER.delete(admin, KEYS + "/" + id).status()).isEqualTo(404);
    assertThat(SERVER.get(admin, KEYS).body().at("/apiKeys/0").has("revokedAt")).isTrue();
    assertThat(SERVER.database().values(String.class,
        "select action from audit_log where subject_id = ? order by id", UUID.fromString(id)))
        .containsExactly("api-key-created", "api-key-revoked");
  }
}
