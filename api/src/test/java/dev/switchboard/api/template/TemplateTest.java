package dev.switchboard.api.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.api.TestServer;
import dev.switchboard.api.TestServer.Answer;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.tenant.Agents;
import dev.switchboard.core.tenant.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TemplateTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  private static final String PATH = "/api/v1/templates";
  private static String supervisor;
  private static String agent;

  @BeforeAll
  static void logIn() {
    SERVER.bean(Agents.class).create(SERVER.tenantId(), "bia@example.com", "Bia", new Secret(TestServer.PASSWORD),
        Role.SUPERVISOR);
    supervisor = SERVER.send(null, "POST", "/api/v1/login",
        "{\"email\":\"bia@example.com\",\"password\":\"" + TestServer.PASSWORD + "\"}").body().get("accessToken")
        .asText();
    agent = SERVER.logIn();
  }

  private static String template(String name, String text, String... variables) {
    var declared = new ArrayList<String>();
    for (var variable : variables) {
      declared.add("{\"name\":\"" + variable + "\"}");
    }
    return "{\"name\":\"%s\",\"channel\":\"whatsapp\",\"language\":\"pt-br\",\"body\":{\"text\":\"%s\"},\"variables\":[%s]}"
        .formatted(name, text, String.join(",", declared));
  }

  private static JsonNode create(String name, String text, String... variables) {
    var answer = SERVER.post(supervisor, PATH, template(name, text, variables));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    return answer.body();
  }

  private static Answer send(String template, String variables) {
    return SERVER.post(SERVER.key(), "/api/v1/messages", """
        {"account":"test","to":"+5511999990001","content":{"type":"template","name":"%s","language":"pt_BR",
         "variables":%s}}""".formatted(template, variables));
  }

  private static List<String> errors(Answer answer) {
    var errors = new ArrayList<String>();
    answer.body().path("errors")
        .forEach(each -> errors.add(each.get("field").asText() + " " + each.get("code").asText()));
    return errors;
  }

  private static Answer put(@Nullable String token, JsonNode template, String json, String... headers) {
    return SERVER.send(token, "PUT", PATH + "/" + template.get("id").asText(), json, headers);
  }

  @Test
  void aTemplateIsMadeAndLookedAt() {
    var answer = SERVER.post(supervisor, PATH, template("made", "Olá {{name}}", "name"));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    assertThat(answer.header("ETag")).isEqualTo("\"1\"");
    var made = answer.body();
    assertThat(answer.header("Location")).isEqualTo(PATH + "/" + made.get("id").asText());
    assertThat(made.get("language").asText()).isEqualTo("pt_BR");
    assertThat(made.get("channel").asText()).isEqualTo("whatsapp");
    assertThat(made.get("state").asText()).isEqualTo("APPROVED");
    assertThat(made.get("default").asBoolean()).isFalse();
    assertThat(made.at("/variables/0/name").asText()).isEqualTo("name");
    assertThat(made.at("/versions/0/createdBy").isTextual()).isTrue();
    assertThat(SERVER.get(agent, PATH + "/" + made.get("id").asText()).body()).isEqualTo(made);
  }

  @Test
  void aMessageIsMadeOfATemplate() {
    create("sent", "Olá {{name}}", "name");

    var accepted = send("sent", "{\"name\":\"Ana\"}");

    assertThat(accepted.status()).as(accepted.toString()).isEqualTo(202);
    var message = SERVER.get(SERVER.key(), "/api/v1/messages/" + accepted.body().get("id").asText()).body();
    assertThat(message.at("/content/type").asText()).isEqualTo("text");
    assertThat(message.at("/content/text").asText()).isEqualTo("Olá Ana");
    assertThat(message.at("/content/template/name").asText()).isEqualTo("sent");
    assertThat(message.at("/content/template/version").asInt()).isEqualTo(1);
  }

  @Test
  void whatIsWrongWithItsVariablesIsTold() {
    create("refusing", "Olá {{name}}", "name");

    assertThat(errors(send("refusing", "{}"))).containsExactly("content.variables.name missing-variable");
    assertThat(errors(send("refusing", "{\"name\":\"\"}"))).containsExactly("content.variables.name empty-variable");
    assertThat(errors(send("refusing", "{\"name\":\"a\",\"x\":\"b\"}")))
        .containsExactly("content.variables.x unknown-variable");
    assertThat(errors(send("refusing", "{\"name\":7}"))).containsExactly("content.variables.name wrong-type");
    assertThat(errors(send("refusing", "{\"name\":null}"))).containsExactly("content.variables.name wrong-type");
    assertThat(errors(send("refusing", "{\"name\":{\"url\":\"https://a.example/a\"}}")))
        .containsExactly("content.variables.name bad-variable");
    assertThat(errors(send("refusing", "{\"name\":{\"uri\":\"https://a.example/a\"}}")))
        .containsExactly("content.variables.name.uri unknown-member");
    assertThat(errors(send("nowhere", "{}"))).containsExactly("content.name unknown-template");
  }

  @Test
  void everythingThatIsWrongWithATemplateIsTold() {
    var answer = SERVER.post(supervisor, PATH, """
        {"name":"a b","channel":"email","language":"português",
         "body":{"subject":"{{code}}","html":"<a\\nhref={{name}}>"},"variables":[{"name":"name"},{"name":"name"}]}""");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(errors(answer)).containsExactlyInAnyOrder("name bad-value", "language bad-value",
        "variables[1].name bad-value", "body.html bad-syntax", "body.subject undeclared-variable");
    assertThat(answer.text()).contains("line 2");
    assertThat(errors(SERVER.post(supervisor, PATH, template("undeclared", "{{code}}"))))
        .containsExactly("body.text undeclared-variable");
    assertThat(errors(SERVER.post(supervisor, PATH, template("x", "y").replace("whatsapp", "fax"))))
        .containsExactly("channel unknown-value");
    assertThat(errors(SERVER.post(supervisor, PATH, "{\"name\":\"x\"}")))
        .containsExactlyInAnyOrder("channel missing", "language missing", "body missing");
  }

  @Test
  void aNameIsTakenOnce() {
    create("taken", "a");

    assertThat(errors(SERVER.post(supervisor, PATH, template("taken", "b")))).containsExactly("name taken");
  }

  @Test
  void aNewVersionNeedsTheOneThatWasSeen() {
    var template = create("changing", "a");

    var changed = put(supervisor, template, "{\"version\":1,\"body\":{\"text\":\"b\"}}");
    var late = put(supervisor, template, "{\"version\":1,\"body\":{\"text\":\"c\"}}");
    var lateByHeader = put(supervisor, template, "{\"body\":{\"text\":\"c\"}}", "If-Match", "\"1\"");
    var byHeader = put(supervisor, template, "{\"body\":{\"text\":\"c\"}}", "If-Match", "\"2\"");

    assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
    assertThat(changed.header("ETag")).isEqualTo("\"2\"");
    assertThat(changed.body().at("/body/text").asText()).isEqualTo("b");
    assertThat(changed.body().get("versions")).hasSize(2);
    assertThat(late.status()).isEqualTo(412);
    assertThat(late.body().get("type").asText()).endsWith("/changed-meanwhile");
    assertThat(lateByHeader.status()).isEqualTo(412);
    assertThat(byHeader.status()).isEqualTo(200);
    assertThat(errors(put(supervisor, template, "{\"body\":{\"text\":\"d\"}}"))).containsExactly("version missing");
  }

  @Test
  void aDeletedOneIsNotSentAndNotListed() {
    var template = create("deleted", "a");
    var path = PATH + "/" + template.get("id").asText();

    assertThat(SERVER.delete(supervisor, path).status()).isEqualTo(204);

    assertThat(errors(send("deleted", "{}"))).containsExactly("content.name unknown-template");
    assertThat(SERVER.get(agent, path).body().get("state").asText()).isEqualTo("DELETED");
    assertThat(SERVER.get(agent, PATH + "?q=deleted").body().get("templates")).isEmpty();
    assertThat(SERVER.get(agent, PATH + "?q=deleted&state=deleted").body().get("templates")).hasSize(1);
    assertThat(SERVER.delete(supervisor, path).status()).isEqualTo(404);
  }

  @Test
  void aPreviewShowsWhatWouldBeSent() {
    var path = PATH + "/" + create("shown", "Olá {{name}}", "name").get("id").asText() + "/preview";

    var shown = SERVER.post(agent, path, "{\"variables\":{\"name\":\"Ana\"}}");

    assertThat(shown.status()).as(shown.toString()).isEqualTo(200);
    assertThat(shown.body().at("/content/type").asText()).isEqualTo("text");
    assertThat(shown.body().at("/content/text").asText()).isEqualTo("Olá Ana");
    assertThat(shown.body().at("/template/version").asInt()).isEqualTo(1);
    assertThat(errors(SERVER.post(agent, path, "{}"))).containsExactly("variables.name missing-variable");
  }

  @Test
  void agentsAndServicesOnlyLook() {
    var template = create("guarded", "a");
    for (var token : List.of(agent, SERVER.key())) {
      assertThat(SERVER.post(token, PATH, template("mine", "a")).status()).isEqualTo(403);
      assertThat(put(token, template, "{\"version\":1,\"body\":{\"text\":\"b\"}}").status()).isEqualTo(403);
      assertThat(SERVER.delete(token, PATH + "/" + template.get("id").asText()).status()).isEqualTo(403);
      assertThat(SERVER.post(token, "/api/v1/accounts/test/templates/sync", "").status()).isEqualTo(403);
      assertThat(SERVER.get(token, PATH).status()).isEqualTo(200);
    }
  }

  @Test
  void theListIsReadPageByPage() {
    for (var name : List.of("page-c", "page-a", "page-b")) {
      create(name, "x");
    }

    var first = SERVER.get(agent, PATH + "?q=page-&limit=2").body();
    var second = SERVER.get(agent, PATH + "?q=page-&limit=2&after=" + first.get("next").asText()).body();

    assertThat(first.get("templates").findValuesAsText("name")).containsExactly("page-a", "page-b");
    assertThat(first.get("templates").get(0).has("body")).isFalse();
    assertThat(second.get("templates").findValuesAsText("name")).containsExactly("page-c");
    assertThat(second.has("next")).isFalse();
  }

  @Test
  void aListThatCannotBeReadIsRefused() {
    assertThat(errors(SERVER.get(agent, PATH + "?channel=fax"))).containsExactly("channel unknown-value");
    assertThat(errors(SERVER.get(agent, PATH + "?account=nobodys"))).containsExactly("account unknown-account");
    assertThat(errors(SERVER.get(agent, PATH + "?after=x"))).containsExactly("after bad-value");
    assertThat(errors(SERVER.get(agent, PATH + "?limit=0"))).containsExactly("limit bad-value");
  }

  @Test
  void anAccountHasWhatItCanSend() {
    create("usable", "Olá {{name}}", "name");

    var list = SERVER.get(agent, "/api/v1/accounts/test/templates?q=usable").body();

    assertThat(list.at("/templates/0/name").asText()).isEqualTo("usable");
    assertThat(list.at("/templates/0/text").asText()).isEqualTo("Olá {{name}}");
    assertThat(list.at("/templates/0/variables/0/kind").asText()).isEqualTo("TEXT");
    assertThat(list.has("sync")).isFalse();
    assertThat(SERVER.post(supervisor, "/api/v1/accounts/test/templates/sync", "").status()).isEqualTo(409);
  }
}
