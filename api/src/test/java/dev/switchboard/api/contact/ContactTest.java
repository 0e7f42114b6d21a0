package dev.switchboard.api.contact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.api.TestServer;
import dev.switchboard.api.TestServer.Answer;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.tenant.Agents;
import dev.switchboard.core.tenant.Role;
import dev.switchboard.core.webhook.WebhookInbox;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ContactTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  private static String agent;
  private static String admin;

  @BeforeAll
  static void logIn() {
    agent = SERVER.logIn();
    SERVER.bean(Agents.class).create(SERVER.tenantId(), "root@example.com", "Root", new Secret(TestServer.PASSWORD),
        Role.ADMIN);
    admin = SERVER.post(null, "/api/v1/login",
        "{\"email\":\"root@example.com\",\"password\":\"" + TestServer.PASSWORD + "\"}").body().get("accessToken")
        .asText();
  }

  @Test
  void aContactIsMergedShownAndToldApartAgain() {
    var ana = customerWrites("+5511999990001");
    var bia = customerWrites("+5511999990002");

    var merged = SERVER.post(agent, "/api/v1/contacts/" + bia + "/merge", "{\"into\":\"" + ana + "\"}");
    assertThat(merged.status()).as(merged.toString()).isEqualTo(200);
    assertThat(merged.body().get("contactId").asText()).isEqualTo(ana);

    var shown = SERVER.get(agent, "/api/v1/contacts/" + ana).body();
    assertThat(shown.get("identities").findValuesAsText("address"))
        .containsExactly("+5511999990001", "+5511999990002");
    assertThat(shown.get("chats")).hasSize(2);
    assertThat(shown.at("/merges/0/cause").asText()).isEqualTo("AGENT");
    assertThat(shown.at("/merges/0/agentId").asText()).isEqualTo(SERVER.agent().id().toString());
    assertThat(SERVER.get(agent, "/api/v1/contacts/" + bia).body().get("mergedInto").asText()).isEqualTo(ana);
    assertThat(SERVER.post(agent, "/api/v1/contacts/" + bia + "/merge", "{\"into\":\"" + ana + "\"}").status())
        .isEqualTo(409);

    var undo = "/api/v1/contact-merges/" + merged.body().get("id").asText() + "/undo";
    assertThat(SERVER.post(SERVER.rivalKey(), undo, "").status()).isEqualTo(404);
    assertThat(SERVER.post(agent, undo, "").status()).isEqualTo(204);
    assertThat(SERVER.post(agent, undo, "").status()).isEqualTo(409);
    assertThat(SERVER.get(agent, "/api/v1/contacts/" + bia).body().get("identities")).hasSize(1);
  }

  private static Answer patch(String contact, String body) {
    return SERVER.send(agent, "PATCH", "/api/v1/contacts/" + contact, body);
  }

  @Test
  void agentsKeepWhatTheyKnowOfAContact() {
    var ana = customerWrites("+5511999990005");

    var first = patch(ana, "{\"name\":\"Ana Souza\",\"fields\":{\"plan\":\"gold\",\"city\":\"São Paulo\"}}");
    var second = patch(ana, "{\"fields\":{\"plan\":\"silver\",\"city\":null}}");

    assertThat(first.body().get("fields").toString()).isEqualTo("{\"city\":\"São Paulo\",\"plan\":\"gold\"}");
    assertThat(second.body().get("name").asText()).isEqualTo("Ana Souza");
    assertThat(second.body().get("fields").toString()).isEqualTo("{\"plan\":\"silver\"}");
    assertThat(SERVER.get(agent, "/api/v1/contacts/" + ana).body().get("fields"))
        .isEqualTo(second.body().get("fields"));
    assertThat(patch(ana, "{\"name\":null}").body().has("name")).isFalse();
    assertThat(SERVER.database().count("events where kind = 'contact_updated' and payload ->> 'contactId' = ?", ana))
        .isEqualTo(3);
  }

  @Test
  void whatCannotBeKeptOfAContactIsNamed() {
    var ana = customerWrites("+5511999990006");
    var many = IntStream.rangeClosed(0, 50).mapToObj(i -> "\"f" + i + "\":\"x\"").collect(Collectors.joining(","));

    assertThat(patch(ana, "{\"fields\":{\"age\":41}}").body().at("/errors/0/field").asText()).isEqualTo("fields.age");
    assertThat(patch(ana, "{\"name\":\" \"}").body().at("/errors/0/field").asText()).isEqualTo("name");
    assertThat(patch(ana, "{\"fields\":{" + many + "}}").body().at("/errors/0/field").asText()).isEqualTo("fields");
    assertThat(SERVER.get(agent, "/api/v1/contacts/" + ana).body().get("fields")).isEmpty();
  }

  @Test
  void aContactsChatsAreReadPageByPage() {
    var ana = customerWrites("+5511999990007");
    var chats = "/api/v1/contacts/" + ana + "/chats?limit=1";
    SERVER.post(agent, "/api/v1/chats/" + SERVER.get(agent, chats).body().at("/chats/0/id").asText() + "/close", "");
    customerWrites("+5511999990007");

    var page = SERVER.get(agent, chats).body();
    var rest = SERVER.get(agent, chats + "&before=" + page.get("next").asText()).body();

    assertThat(page.at("/chats/0/status").asText()).isEqualTo("ACTIVE");
    assertThat(rest.at("/chats/0/status").asText()).isEqualTo("CLOSED");
    assertThat(rest.has("next")).isFalse();
  }

  @Test
  void aContactIsMergedWithAnotherOfTheSameTenantOnly() {
    var ana = customerWrites("+5511999990003");

    for (var into : List.of(ana, UUID.randomUUID().toString())) {
      var refused = SERVER.post(agent, "/api/v1/contacts/" + ana + "/merge", "{\"into\":\"" + into + "\"}");
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.body().at("/errors/0/field").asText()).isEqualTo("into");
    }
    assertThat(SERVER.post(agent, "/api/v1/contacts/" + ana + "/merge", "{}").body().at("/errors/0/code").asText())
        .isEqualTo("missing");
  }

  @Test
  void onlyAnAdministratorSaysWhoIsWrittenTo() {
    var body = "{\"kind\":\"PHONE\",\"address\":\"+55 11 98888-0001\",\"account\":\"test\",\"why\":\"asked by letter\"}";
    for (var token : List.of(agent, SERVER.key())) {
      assertThat(SERVER.send(token, "PUT", "/api/v1/suppressions", body).status()).isEqualTo(403);
    }
    var put = SERVER.send(admin, "PUT", "/api/v1/suppressions", body);
    assertThat(put.status()).as(put.toString()).isEqualTo(200);
    assertThat(put.body().get("account").asText()).isEqualTo("test");

    var refused = SERVER.post(SERVER.key(), "/api/v1/messages",
        "{\"account\":\"test\",\"to\":\"+551188880001\",\"content\":{\"type\":\"text\",\"text\":\"Oi\"}}");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body().at("/errors/0/code").asText()).isEqualTo("opted-out");
    assertThat(refused.body().at("/errors/0/field").asText()).isEqualTo("to");

    var found = SERVER.get(agent, "/api/v1/suppressions?kind=PHONE&address="
        + URLEncoder.encode("+551188880001", StandardCharsets.UTF_8)).body();
    assertThat(found.get("suppressions")).hasSize(1);
    var one = "/api/v1/suppressions/" + put.body().get("id").asText();
    assertThat(SERVER.delete(agent, one + "?why=x").status()).isEqualTo(403);
    assertThat(SERVER.delete(admin, one).status()).isEqualTo(422);
    assertThat(SERVER.delete(admin, one + "?why=asked").status()).isEqualTo(204);
    assertThat(SERVER.delete(admin, one + "?why=asked").status()).isEqualTo(404);
  }

  @Test
  void aSuppressionNamesWhatIsWrongWithIt() {
    assertThat(field("{\"kind\":\"PHONE\",\"address\":\"nobody\",\"why\":\"x\"}")).isEqualTo("address");
    assertThat(field("{\"kind\":\"PHONE\",\"address\":\"+5511999990001\",\"why\":\" \"}")).isEqualTo("why");
    assertThat(field("{\"kind\":\"PHONE\",\"address\":\"+5511999990001\",\"account\":\"none\",\"why\":\"x\"}"))
        .isEqualTo("account");
    assertThat(field("{\"kind\":\"FAX\",\"address\":\"+5511999990001\",\"why\":\"x\"}")).isEqualTo("kind");
    assertThat(SERVER.get(agent, "/api/v1/suppressions?limit=0").status()).isEqualTo(422);
  }

  private static String field(String body) {
    return SERVER.send(admin, "PUT", "/api/v1/suppressions", body).body().at("/errors/0/field").asText();
  }

  private static String customerWrites(String from) {
    SERVER.bean(WebhookInbox.class).receive(SERVER.accountId(), TestProvider.webhook(List.of(
        Map.of("from", from, "id", UUID.randomUUID().toString(), "text", "Oi"))));
    for (var chat : SERVER.get(agent, "/api/v1/chats").body().get("chats")) {
      if (chat.get("address").asText().equals(from)) {
        return chat.at("/contact/id").asText();
      }
    }
    throw new AssertionError("no chat of " + from);
  }
}
