package dev.switchboard.api.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.api.TestServer;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.webhook.WebhookInbox;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What agents tell one another, and what they take out of sight.
class NoteTest {

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
    customer = "+55119777%05d".formatted(customers++);
    customerWrites("Oi");
    var id = SERVER.database().value(UUID.class, "select id from chats where address = ?", customer);
    chat = "/api/v1/chats/" + id;
  }

  private void customerWrites(String text) {
    SERVER.bean(WebhookInbox.class).receive(SERVER.accountId(), TestProvider.webhook(List.of(
        Map.of("from", customer, "id", UUID.randomUUID().toString(), "text", text))));
  }

  private JsonNode note(String body) {
    var answer = SERVER.post(agent, chat + "/notes", body);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    return answer.body();
  }

  private JsonNode thread(String query) {
    return SERVER.get(agent, chat + "/messages" + query).body();
  }

  private static List<String> texts(JsonNode thread) {
    return thread.get("messages").findValuesAsText("text");
  }

  @Test
  void aNoteIsInTheThreadAndChangesNothingElse() {
    var before = SERVER.get(agent, chat).body();

    var note = note("{\"text\":\"Be kind\"}");

    assertThat(note.get("direction").asText()).isEqualTo("INTERNAL");
    assertThat(note.get("kind").asText()).isEqualTo("note");
    assertThat(note.get("status").asText()).isEqualTo("STORED");
    assertThat(note.at("/agent/name").asText()).isEqualTo("Ana");
    assertThat(note.get("content").toString()).isEqualTo("{\"text\":\"Be kind\",\"type\":\"note\"}");
    assertThat(texts(thread(""))).containsExactly("Be kind", "Oi");
    assertThat(SERVER.get(agent, chat).body()).isEqualTo(before);
    assertThat(SERVER.database().value(String.class,
        "select payload #>> '{message,content,text}' from events where kind = 'note_added' and message_id = ?::uuid",
        note.get("id").asText())).isEqualTo("Be kind");
    assertThat(SERVER.database().count("outbox where message_id = ?::uuid", note.get("id").asText())).isZero();
  }

  @Test
  void theSameNoteAgainIsTheSameNote() {
    var body = "{\"text\":\"Once\",\"clientId\":\"" + chat + "\"}";

    var first = note(body);
    var again = SERVER.post(agent, chat + "/notes", body);

    assertThat(again.body()).isEqualTo(first);
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(texts(thread(""))).containsExactly("Once", "Oi");
    assertThat(SERVER.post(agent, chat + "/notes", "{\"text\":\"Twice\",\"clientId\":\"" + chat + "\"}").body()
        .get("type").asText()).endsWith("/key-reused");
  }

  @Test
  void whoHandsAChatOnTellsWhy() {
    var answer = SERVER.post(agent, chat + "/transfer",
        "{\"agentId\":\"" + SERVER.agent().id() + "\",\"note\":\"Knows you\"}");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(texts(thread(""))).containsExactly("Knows you", "Oi");
  }

  @Test
  void anEmptyNoteIsRefused() {
    var answer = SERVER.post(agent, chat + "/notes", "{\"text\":\" \"}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo("text");
  }

  @Test
  void whatCameAfterAMessageIsReadOldestFirst() {
    var first = thread("").at("/messages/0/id").asText();
    for (var i = 0; i < 3; i++) {
      customerWrites("more " + i);
    }

    var page = thread("?limit=2&after=" + first);
    var rest = thread("?limit=2&after=" + page.get("next").asText());

    assertThat(texts(page)).containsExactly("more 0", "more 1");
    assertThat(texts(rest)).containsExactly("more 2");
    assertThat(rest.has("next")).isFalse();
    assertThat(SERVER.get(agent, chat + "/messages?after=" + first + "&before=" + first).status()).isEqualTo(422);
  }

  @Test
  void aDeletedMessageSaysNothingAnyMoreAndIsKept() {
    var id = thread("").at("/messages/0/id").asText();

    assertThat(SERVER.delete(agent, chat + "/messages/" + id).status()).isEqualTo(204);
    assertThat(SERVER.delete(agent, chat + "/messages/" + id).status()).isEqualTo(204);

    var message = thread("").at("/messages/0");
    assertThat(message.get("content").toString()).isEqualTo("{\"type\":\"deleted\"}");
    assertThat(message.get("deletedBy").asText()).isEqualTo(SERVER.agent().id().toString());
    assertThat(message.get("deletedAt").isTextual()).isTrue();
    assertThat(SERVER.get(agent, "/api/v1/messages/" + id).body().at("/content/type").asText()).isEqualTo("deleted");
    assertThat(SERVER.get(agent, chat).body().at("/lastMessage/preview").isMissingNode()).isTrue();
    assertThat(SERVER.database().value(String.class, "select content ->> 'text' from chat_messages where id = ?::uuid",
        id)).isEqualTo("Oi");
    assertThat(SERVER.database().count("events where kind = 'message_deleted' and message_id = ?::uuid", id)).isOne();
    assertThat(SERVER.get(agent, chat + "/audit").body().at("/entries/0/action").asText())
        .isEqualTo("message-deleted");
  }

  @Test
  void whatIsStillToBeSentIsCalledBackAndNotDeleted() {
    var id = SERVER.post(agent, chat + "/messages", "{\"content\":{\"type\":\"text\",\"text\":\"Bom dia\"}}").body()
        .get("id").asText();

    assertThat(SERVER.delete(agent, chat + "/messages/" + id).status()).isEqualTo(409);
    assertThat(SERVER.delete(agent, "/api/v1/messages/" + id).status()).isEqualTo(200);
    assertThat(SERVER.delete(agent, chat + "/messages/" + id).status()).isEqualTo(204);
  }

  @Test
  void aNoteHasNoTimelineAndIsNotCalledBack() {
    var id = note("{\"text\":\"Quiet\"}").get("id").asText();

    assertThat(SERVER.get(agent, "/api/v1/messages/" + id + "/timeline").status()).isEqualTo(404);
    assertThat(SERVER.delete(agent, "/api/v1/messages/" + id).status()).isEqualTo(404);
  }
}
