package dev.switchboard.api.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.api.TestServer;
import dev.switchboard.api.TestServer.Answer;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.webhook.WebhookInbox;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What agents put on chats, and what they say often.
class LabelTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  private static String admin;
  private static String agent;
  private static String chat;

  @BeforeAll
  static void aCustomerWrites() {
    admin = SERVER.logInAdmin(SERVER.tenantId());
    agent = SERVER.logIn();
    SERVER.bean(WebhookInbox.class).receive(SERVER.accountId(), TestProvider.webhook(List.of(
        Map.of("from", "+5511999990001", "id", UUID.randomUUID().toString(), "text", "Oi"))));
    chat = SERVER.get(agent, "/api/v1/chats").body().at("/chats/0/id").asText();
  }

  private static String made(String path, String body) {
    var answer = SERVER.post(admin, path, body);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    return answer.body().get("id").asText();
  }

  private static String label(String name) {
    return made("/api/v1/labels", "{\"name\":\"" + name + "\",\"color\":\"#d73a4a\"}");
  }

  private static Answer put(String... labels) {
    return SERVER.send(agent, "PUT", "/api/v1/chats/" + chat + "/labels",
        "{\"labels\":[" + String.join(",", List.of(labels).stream().map(id -> "\"" + id + "\"").toList()) + "]}");
  }

  private static void isRefused(Answer answer, String field, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo(field);
    assertThat(answer.body().at("/errors/0/code").asText()).isEqualTo(code);
  }

  @Test
  void aChatHasTheLabelsThatWerePutOnItLast() {
    var urgent = label("urgent");
    var billing = label("Billing");

    assertThat(put(urgent, billing).body().get("labels").findValuesAsText("name")).containsExactly("Billing", "urgent");
    assertThat(SERVER.get(agent, "/api/v1/chats?view=waiting&label=" + urgent).body().get("chats")).hasSize(1);
    assertThat(put(billing).body().at("/labels/0/color").asText()).isEqualTo("#d73a4a");
    assertThat(SERVER.get(agent, "/api/v1/chats?label=" + urgent).body().get("chats")).isEmpty();
    assertThat(SERVER.database().value(String.class,
        "select payload -> 'labels' -> 0 ->> 'name' from events where kind = 'chat_updated' order by seq desc limit 1"))
        .isEqualTo("Billing");
    isRefused(put(billing, UUID.randomUUID().toString()), "labels", "unknown-label");

    assertThat(SERVER.delete(admin, "/api/v1/labels/" + billing).status()).isEqualTo(204);
    assertThat(SERVER.get(agent, "/api/v1/chats/" + chat).body().get("labels")).isEmpty();
  }

  @Test
  void whatBecomesOfALabelIsTold() {
    var id = label("told");
    SERVER.send(admin, "PATCH", "/api/v1/labels/" + id, "{\"name\":\"renamed\"}");
    SERVER.delete(admin, "/api/v1/labels/" + id);
    SERVER.delete(admin, "/api/v1/labels/" + id);

    assertThat(SERVER.database().values(String.class, """
        select member || ' ' || (label ->> 'name')
        from events, jsonb_each(payload) as e(member, label)
        where kind = 'labels_changed'
          and label ->> 'id' = ?
        order by seq
        """, id)).containsExactly("label told", "label renamed", "deleted renamed");
  }

  @Test
  void aLabelHasANameOfItsOwn() {
    var one = label("one");
    label("two");

    isRefused(SERVER.post(admin, "/api/v1/labels", "{\"name\":\"ONE\",\"color\":\"#d73a4a\"}"), "name", "taken");
    isRefused(SERVER.send(admin, "PATCH", "/api/v1/labels/" + one, "{\"name\":\"Two\"}"), "name", "taken");
    isRefused(SERVER.send(admin, "PATCH", "/api/v1/labels/" + one, "{\"color\":\"red\"}"), "color", "bad-value");
    isRefused(SERVER.post(admin, "/api/v1/labels", "{\"name\":\" \",\"color\":\"#d73a4a\"}"), "name", "bad-value");
    var changed = SERVER.send(admin, "PATCH", "/api/v1/labels/" + one, "{\"color\":\"#0e8a16\"}");
    assertThat(changed.body().get("name").asText()).isEqualTo("one");
    assertThat(changed.body().get("color").asText()).isEqualTo("#0e8a16");
  }

  @Test
  void agentsLookAndSupervisorsWrite() {
    var label = label("looked at");

    assertThat(SERVER.post(agent, "/api/v1/labels", "{\"name\":\"x\",\"color\":\"#d73a4a\"}").status()).isEqualTo(403);
    assertThat(SERVER.delete(agent, "/api/v1/labels/" + label).status()).isEqualTo(403);
    assertThat(SERVER.post(agent, "/api/v1/canned-replies", "{\"shortcut\":\"x\",\"text\":\"x\"}").status())
        .isEqualTo(403);
    assertThat(SERVER.get(agent, "/api/v1/labels").body().get("labels").findValuesAsText("id")).contains(label);
  }

  @Test
  void aCannedReplySaysInAChatWhatIsKnownThere() {
    var id = made("/api/v1/canned-replies",
        "{\"shortcut\":\"hello\",\"text\":\"Olá {{contact.name}}, aqui é {{ agent.name }} ({{account.name}}).\"}");

    var filled = SERVER.get(agent, "/api/v1/chats/" + chat + "/canned-replies/" + id).body();

    assertThat(filled.get("text").asText()).isEqualTo("Olá Ana, aqui é Ana (test).");
    assertThat(SERVER.get(SERVER.key(), "/api/v1/chats/" + chat + "/canned-replies/" + id).body().get("text").asText())
        .isEqualTo("Olá Ana, aqui é  (test).");
    assertThat(SERVER.send(admin, "PATCH", "/api/v1/canned-replies/" + id, "{\"text\":\"Oi\"}").body()
        .get("shortcut").asText()).isEqualTo("hello");
    assertThat(SERVER.get(agent, "/api/v1/canned-replies").body().get("cannedReplies").findValuesAsText("text"))
        .containsExactly("Oi");
    assertThat(SERVER.delete(admin, "/api/v1/canned-replies/" + id).status()).isEqualTo(204);
    assertThat(SERVER.get(agent, "/api/v1/chats/" + chat + "/canned-replies/" + id).status()).isEqualTo(404);
  }

  @Test
  void aCannedReplyWithAGapThatNobodyKnowsIsRefused() {
    isRefused(SERVER.post(admin, "/api/v1/canned-replies", "{\"shortcut\":\"x\",\"text\":\"{{contact.age}}\"}"),
        "text", "unknown-variable");
  }
}
