package dev.switchboard.api.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.api.TestServer;
import dev.switchboard.api.TestServer.Answer;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.webhook.WebhookInbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What agents do to chats, over HTTP.
class HandlingTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  private static String agent;
  private static int customers;
  private String customer;
  private String chat;

  @BeforeAll
  static void logIn() {
    agent = SERVER.logIn();
  }

  @BeforeEach
  void aCustomerWrites() {
    customer = "+55119888%05d".formatted(customers++);
    customerWrites();
    chat = SERVER.database().value(UUID.class, "select id from chats where address = ?", customer).toString();
  }

  private void customerWrites() {
    SERVER.bean(WebhookInbox.class).receive(SERVER.accountId(), TestProvider.webhook(List.of(
        Map.of("from", customer, "id", UUID.randomUUID().toString(), "text", "Oi"))));
  }

  private JsonNode done(String what, String body) {
    var answer = act(what, body);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.body();
  }

  private Answer act(String what, String body) {
    return SERVER.post(agent, "/api/v1/chats/" + chat + "/" + what, body);
  }

  private static List<String> listed(String query) {
    var answer = SERVER.get(agent, "/api/v1/chats?" + query);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    var ids = new ArrayList<String>();
    answer.body().get("chats").forEach(chat -> ids.add(chat.get("id").asText()));
    return ids;
  }

  private static void isRefused(Answer answer, String field, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo(field);
    assertThat(answer.body().at("/errors/0/code").asText()).isEqualTo(code);
  }

  @Test
  void anAgentTakesAChat() {
    var me = SERVER.agent().id();

    var taken = done("assign", "{\"agentId\":\"" + me + "\"}");

    assertThat(taken.at("/assignee/name").asText()).isEqualTo("Ana");
    assertThat(listed("assignee=me&view=waiting")).contains(chat);
    assertThat(listed("assignee=" + me + "&status=ACTIVE&account=test")).contains(chat);
    assertThat(listed("assignee=none")).doesNotContain(chat);
    assertThat(done("assign", "{\"agentId\":null}").has("assignee")).isFalse();
    assertThat(listed("assignee=none")).contains(chat);
  }

  @Test
  void aChatIsHandedOnToAnAgentOnly() {
    assertThat(done("transfer", "{\"agentId\":\"" + SERVER.agent().id() + "\"}").at("/assignee/name").asText())
        .isEqualTo("Ana");
    isRefused(act("transfer", "{\"agentId\":\"" + UUID.randomUUID() + "\"}"), "agentId", "unknown-agent");
    isRefused(act("transfer", "{}"), "agentId", "missing");
  }

  @Test
  void aChatIsOutOfTheWayUntilItsTime() {
    var snoozed = done("snooze", "{\"until\":\"2100-01-01T00:00:00Z\"}");

    assertThat(snoozed.get("snoozedUntil").asText()).isEqualTo("2100-01-01T00:00:00Z");
    assertThat(listed("view=snoozed")).contains(chat);
    assertThat(listed("view=waiting")).doesNotContain(chat);
    assertThat(done("snooze", "{\"until\":null}").has("snoozedUntil")).isFalse();
    isRefused(act("snooze", "{\"until\":\"2020-01-01T00:00:00Z\"}"), "until", "bad-value");
    done("close", "");
    assertThat(act("snooze", "{\"until\":\"2100-01-01T00:00:00Z\"}").status()).isEqualTo(409);
  }

  @Test
  void aChatIsNotOpenedBesideAnotherOneAndTheOtherOneIsNamed() {
    assertThat(done("archive", "").get("status").asText()).isEqualTo("ARCHIVED");
    assertThat(done("reopen", "").get("status").asText()).isEqualTo("ACTIVE");
    done("close", "");
    customerWrites();

    var answer = act("reopen", "");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body().get("type").asText()).endsWith("/conflict");
    assertThat(listed("status=ACTIVE&contact=" + contact())).containsExactly(
        answer.body().get("continuedIn").asText());
    assertThat(listed("contact=" + contact())).hasSize(2);
  }

  private String contact() {
    return SERVER.get(agent, "/api/v1/chats/" + chat).body().at("/contact/id").asText();
  }

  @Test
  void whoDidWhatIsKept() {
    done("read", "");
    done("unread", "");
    assertThat(SERVER.post(SERVER.key(), "/api/v1/chats/" + chat + "/close", "").status()).isEqualTo(200);

    var audit = SERVER.get(agent, "/api/v1/chats/" + chat + "/audit?limit=2").body();

    assertThat(audit.get("entries").findValuesAsText("action")).containsExactly("chat-closed", "chat-unread");
    assertThat(audit.at("/entries/0/apiKeyId").isTextual()).isTrue();
    assertThat(audit.at("/entries/1/agent/name").asText()).isEqualTo("Ana");
    assertThat(audit.at("/entries/1/details").isObject()).isTrue();
    var rest = SERVER.get(agent, "/api/v1/chats/" + chat + "/audit?before=" + audit.get("next").asText()).body();
    assertThat(rest.get("entries").findValuesAsText("action")).containsExactly("chat-read");
    assertThat(rest.has("next")).isFalse();
  }

  @Test
  void aListThatMeansNothingIsRefused() {
    isRefused(SERVER.get(agent, "/api/v1/chats?view=all"), "view", "bad-value");
    isRefused(SERVER.get(agent, "/api/v1/chats?assignee=you"), "assignee", "bad-value");
    isRefused(SERVER.get(SERVER.key(), "/api/v1/chats?assignee=me"), "assignee", "bad-value");
    isRefused(SERVER.get(agent, "/api/v1/chats?account=nowhere"), "account", "unknown-account");
  }
}
