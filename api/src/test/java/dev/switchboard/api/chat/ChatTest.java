package dev.switchboard.api.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.api.TestServer;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.webhook.WebhookInbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChatTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  private static final int CUSTOMERS = 7;
  private static String agent;

  @BeforeAll
  static void customersWrite() {
    agent = SERVER.logIn();
    for (var i = 0; i < CUSTOMERS; i++) {
      customerWrites(i, "Oi " + i);
    }
  }

  private static void customerWrites(int customer, String text) {
    SERVER.bean(WebhookInbox.class).receive(SERVER.accountId(), TestProvider.webhook(List.of(
        Map.of("from", "+551199999000" + customer, "id", UUID.randomUUID().toString(), "text", text))));
  }

  private static JsonNode get(String path) {
    var answer = SERVER.get(agent, path);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.body();
  }

  private static JsonNode chatOf(int customer) {
    for (var chat : get("/api/v1/chats").get("chats")) {
      if (chat.get("address").asText().equals("+551199999000" + customer)) {
        return chat;
      }
    }
    throw new AssertionError("no chat of customer " + customer);
  }

  @Test
  void theListIsReadPageByPage() {
    var addresses = new ArrayList<String>();
    var page = get("/api/v1/chats?limit=3");
    assertThat(page.get("chats")).hasSize(3);
    while (true) {
      addresses.addAll(page.get("chats").findValuesAsText("address"));
      if (!page.has("next")) {
        break;
      }
      page = get("/api/v1/chats?limit=3&before=" + page.get("next").asText());
    }

    assertThat(addresses).hasSize(CUSTOMERS).doesNotHaveDuplicates();
  }

  @Test
  void aChatShowsWhoWroteWhat() {
    var chat = chatOf(1);

    assertThat(chat.at("/contact/name").asText()).isEqualTo("Ana");
    assertThat(chat.at("/lastMessage/preview").asText()).isEqualTo("Oi 1");
    assertThat(chat.at("/lastMessage/direction").asText()).isEqualTo("INBOUND");
    assertThat(chat.at("/lastMessage/agentId").isMissingNode()).isTrue();
    assertThat(chat.get("unread").asInt()).isEqualTo(1);
    assertThat(chat.get("status").asText()).isEqualTo("ACTIVE");
    assertThat(chat.get("account").asText()).isEqualTo("test");
    assertThat(chat.get("lastActivityAt").asText()).endsWith("Z");
    assertThat(get("/api/v1/chats/" + chat.get("id").asText())).isEqualTo(chat);
  }

  @Test
  void anAgentRepliesInTheThread() {
    var id = chatOf(2).get("id").asText();
    var question = get("/api/v1/chats/" + id + "/messages").at("/messages/0/id").asText();

    var accepted = SERVER.post(agent, "/api/v1/chats/" + id + "/messages",
        "{\"content\":{\"type\":\"text\",\"text\":\"Bom dia!\"},\"replyTo\":\"" + question
            + "\",\"clientId\":\"c-1\"}");

    assertThat(accepted.status()).as(accepted.toString()).isEqualTo(202);
    assertThat(accepted.body().get("chatId").asText()).isEqualTo(id);
    var messages = get("/api/v1/chats/" + id + "/messages").get("messages");
    assertThat(messages.findValuesAsText("direction")).containsExactly("OUTBOUND", "INBOUND");
    assertThat(messages.at("/0/id")).isEqualTo(accepted.body().get("id"));
    assertThat(messages.at("/0/lane").asText()).isEqualTo("interactive");
    assertThat(messages.at("/0/agentId").asText()).isEqualTo(SERVER.agent().id().toString());
    assertThat(messages.at("/0/replyTo").asText()).isEqualTo(question);
    assertThat(messages.at("/1/senderName").asText()).isEqualTo("Ana");
    assertThat(messages.at("/1/content/text").asText()).isEqualTo("Oi 2");
  }

  @Test
  void theSameReplyAgainIsTheSameMessage() {
    var path = "/api/v1/chats/" + chatOf(3).get("id").asText() + "/messages";
    var reply = "{\"content\":{\"type\":\"text\",\"text\":\"Once\"},\"clientId\":\"c-3\"}";

    var first = SERVER.post(agent, path, reply);
    var again = SERVER.post(agent, path, reply);
    var byHeader = SERVER.post(agent, path, "{\"content\":{\"type\":\"text\",\"text\":\"Once\"}}", "Idempotency-Key",
        "c-3");

    assertThat(again.text()).isEqualTo(first.text());
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(byHeader.text()).isEqualTo(first.text());
    assertThat(SERVER.post(agent, path, reply, "Idempotency-Key", "c-4").status()).isEqualTo(422);
  }

  @Test
  void whoAnswersWithoutKnowingWhatWasWrittenIsTold() {
    var path = "/api/v1/chats/" + chatOf(0).get("id").asText() + "/messages";
    var seen = get(path).at("/messages/0/id").asText();
    customerWrites(0, "Wait!");
    var reply = "{\"content\":{\"type\":\"text\",\"text\":\"Done\"},\"clientId\":\"stale\",\"seen\":%s}";

    var stale = SERVER.post(agent, path, reply.formatted("\"" + seen + "\""));

    assertThat(stale.status()).as(stale.toString()).isEqualTo(409);
    assertThat(stale.body().get("type").asText()).isEqualTo("https://switchboard.dev/problems/stale-reply");
    assertThat(stale.body().get("missed").findValuesAsText("text")).containsExactly("Wait!");
    assertThat(SERVER.post(agent, path, reply.formatted("null")).body().get("missed").findValuesAsText("text"))
        .containsExactly("Oi 0", "Wait!");
    var known = stale.body().at("/missed/0/id").asText();
    assertThat(SERVER.post(agent, path, reply.formatted("\"" + known + "\"")).status()).isEqualTo(202);
    assertThat(SERVER.post(agent, path, reply.formatted("\"yesterday\"")).body().at("/errors/0/field").asText())
        .isEqualTo("seen");
  }

  @Test
  void thereAreSoManyChatsToBeSeenTo() {
    var before = get("/api/v1/chats/counts");
    var id = chatOf(1).get("id").asText();
    assertThat(before.at("/mine/open").asInt()).isZero();

    SERVER.post(agent, "/api/v1/chats/" + id + "/assign", "{\"agentId\":\"" + SERVER.agent().id() + "\"}");

    var after = get("/api/v1/chats/counts");
    assertThat(after.at("/mine/open").asInt()).isOne();
    assertThat(after.get("unassigned").asInt()).isEqualTo(before.get("unassigned").asInt() - 1);
    assertThat(after.get("waiting")).isEqualTo(before.get("waiting"));
    assertThat(SERVER.get(SERVER.key(), "/api/v1/chats/counts").body().has("mine")).isFalse();
    SERVER.post(agent, "/api/v1/chats/" + id + "/assign", "{\"agentId\":null}");
  }

  @Test
  void whatWasSaidIsSearchedFor() {
    customerWrites(1, "A encomenda não chegou");

    var found = get("/api/v1/search?q=encomendas%20nao").get("results");
    assertThat(found).hasSize(1);
    assertThat(found.at("/0/chat/id")).isEqualTo(chatOf(1).get("id"));
    assertThat(found.at("/0/message/snippet").asText()).isEqualTo("A encomenda não chegou");
    var page = get("/api/v1/search?q=99999000&limit=4");
    assertThat(page.get("results")).hasSize(4).allSatisfy(result -> assertThat(result.has("message")).isFalse());
    assertThat(get("/api/v1/search?q=99999000&before=" + page.get("next").asText()).get("results")).hasSize(3);
    assertThat(SERVER.get(agent, "/api/v1/search").status()).isEqualTo(422);
    SERVER.database()
        .run("update chats set unread = 1, last_message_preview = 'Oi 1' where address = '+5511999990001'");
  }

  @Test
  void aThreadIsReadPageByPage() {
    for (var i = 0; i < 4; i++) {
      customerWrites(4, "more " + i);
    }
    var path = "/api/v1/chats/" + chatOf(4).get("id").asText() + "/messages";

    var newest = get(path + "?limit=3");
    var oldest = get(path + "?limit=3&before=" + newest.get("next").asText());

    assertThat(newest.get("messages").findValuesAsText("text")).containsExactly("more 3", "more 2", "more 1");
    assertThat(oldest.get("messages").findValuesAsText("text")).containsExactly("more 0", "Oi 4");
    assertThat(oldest.has("next")).isFalse();
  }

  @Test
  void aChatThatWasReadHasNothingUnread() {
    var id = chatOf(5).get("id").asText();

    var answer = SERVER.send(agent, "POST", "/api/v1/chats/" + id + "/read", null);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.body().get("unread").asInt()).isZero();
    assertThat(SERVER.database().count("events where kind = 'chat_updated' and chat_id = ?", UUID.fromString(id)))
        .isOne();
  }

  @Test
  void whatACustomerWritesAfterTheEndOpensAnotherChat() {
    var id = chatOf(6).get("id").asText();

    var answer = SERVER.post(agent, "/api/v1/chats/" + id + "/close", "");
    customerWrites(6, "One more thing");

    assertThat(answer.body().get("status").asText()).isEqualTo("CLOSED");
    assertThat(chatOf(6).get("id").asText()).isNotEqualTo(id);
    assertThat(get("/api/v1/chats?status=CLOSED").get("chats").findValuesAsText("status")).contains("CLOSED")
        .doesNotContain("ACTIVE");
    SERVER.database().run("delete from chat_messages where chat_id = '" + id + "'",
        "delete from chats where id = '" + id + "'");
  }
}
