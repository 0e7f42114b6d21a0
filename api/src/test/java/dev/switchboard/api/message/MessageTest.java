package dev.switchboard.api.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.api.TestServer;
import dev.switchboard.api.TestServer.Answer;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.outbox.Outbox;
import dev.switchboard.core.outbox.OutboxSettings;
import java.time.Duration;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  private static Answer send(String json, String... headers) {
    return SERVER.post(SERVER.key(), "/api/v1/messages", json, headers);
  }

  private static String message(String text) {
    return "{\"account\":\"test\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"text\",\"text\":\"" + text + "\"}}";
  }

  private static JsonNode get(String path) {
    var answer = SERVER.get(SERVER.key(), path);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void theSmallestMessageIsAcceptedAndCanBeLookedAt() {
    var accepted = send(message("Olá"));

    assertThat(accepted.status()).as(accepted.toString()).isEqualTo(202);
    assertThat(accepted.body().get("status").asText()).isEqualTo("QUEUED");
    assertThat(accepted.header("Location")).isEqualTo("/api/v1/messages/" + accepted.body().get("id").asText());
    var message = get(accepted.header("Location"));
    assertThat(message.at("/content/text").asText()).isEqualTo("Olá");
    assertThat(message.at("/content/type").asText()).isEqualTo("text");
    assertThat(message.get("chatId")).isEqualTo(accepted.body().get("chatId"));
    assertThat(message.get("lane").asText()).isEqualTo("transactional");
    assertThat(message.get("policy").asText()).isEqualTo("at-least-once");
    assertThat(message.get("account").asText()).isEqualTo("test");
    assertThat(message.get("createdAt").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    assertThat(message.has("agentId")).isFalse();
  }

  @Test
  void everythingThatCanBeSaidIsKept() {
    var first = send(message("first")).body();
    var accepted = send("""
        {"account":"test","to":"+5511999990001","content":{"type":"text","text":"Oi"},"lane":"bulk",
         "sendAt":"2027-01-01T00:00:00Z","expiresAt":"2027-01-02T00:00:00+01:00","policy":"at-most-once",
         "replyTo":"%s","metadata":{"order":{"number":7}}}""".formatted(first.get("id").asText()));

    assertThat(accepted.status()).as(accepted.toString()).isEqualTo(202);
    var message = get(accepted.header("Location"));
    assertThat(message.get("lane").asText()).isEqualTo("bulk");
    assertThat(message.get("policy").asText()).isEqualTo("at-most-once");
    assertThat(message.get("sendAt").asText()).isEqualTo("2027-01-01T00:00:00Z");
    assertThat(message.get("expiresAt").asText()).isEqualTo("2027-01-01T23:00:00Z");
    assertThat(message.get("replyTo")).isEqualTo(first.get("id"));
    assertThat(message.at("/metadata/order/number").asInt()).isEqualTo(7);
  }

  @Test
  void numbersInMetadataAreGivenBackAsTheyCame() {
    var accepted = send("""
        {"account":"test","to":"+5511999990001","content":{"type":"text","text":"Oi"},
         "metadata":{"price":12345678901234567890.10,"count":7}}""");

    var message = SERVER.get(SERVER.key(), accepted.header("Location"));
    assertThat(message.text()).contains("\"price\":12345678901234567890.10").contains("\"count\":7");
  }

  @Test
  void aNumberThatCannotBeKeptIsRefused() {
    var answer = send("""
        {"account":"test","to":"+5511999990001","content":{"type":"text","text":"Oi"},
         "metadata":{"list":[1,{"big":1e200000}]}}""");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo("metadata.list[1].big");
  }

  @Test
  void aLongTextIsSplitWhereThatIsWished() {
    var request = message("word ".repeat(1_000)).replaceFirst("\\{", "{\"longText\":\"split\",");
    var accepted = send(request, "Idempotency-Key", "long-1");

    assertThat(accepted.status()).as(accepted.toString()).isEqualTo(202);
    var parts = accepted.body().get("parts");
    assertThat(parts).hasSize(2);
    assertThat(parts.get(0)).isEqualTo(accepted.body().get("id"));
    assertThat(get("/api/v1/messages/" + parts.get(1).asText()).get("partOf")).isEqualTo(parts.get(0));
    assertThat(send(request, "Idempotency-Key", "long-1").text()).isEqualTo(accepted.text());
    assertThat(SERVER.delete(SERVER.key(), accepted.header("Location")).body().get("status").asText())
        .isEqualTo("CANCELED");
    assertThat(get("/api/v1/messages/" + parts.get(1).asText()).get("status").asText()).isEqualTo("CANCELED");
  }

  @Test
  void aLongTextIsRefusedWhereNothingIsWished() {
    var refused = send(message("word ".repeat(1_000)));

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body().at("/errors/0/code").asText()).isEqualTo("content-too-long");
    var unknown = send(message("x").replaceFirst("\\{", "{\"longText\":\"cut\","));
    assertThat(unknown.status()).isEqualTo(422);
    assertThat(unknown.body().at("/errors/0/field").asText()).isEqualTo("longText");
  }

  @Test
  void whoeverHasNotWrittenIsSentNoFreeTextWhereTheServiceHasWindows() {
    var provider = SERVER.bean(TestProvider.class);
    provider.able = able -> able.window(Duration.ofHours(24));
    try {
      var refused = send(message("Olá"));

      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.body().at("/errors/0/field").asText()).isEqualTo("content");
      assertThat(refused.body().at("/errors/0/code").asText()).isEqualTo("window-closed");
    } finally {
      provider.able = UnaryOperator.identity();
    }
  }

  @Test
  void anAgentsMessageIsInteractiveAndBearsTheirName() {
    var accepted = SERVER.post(SERVER.logIn(), "/api/v1/messages", message("Olá"));

    var message = get(accepted.header("Location"));
    assertThat(message.get("lane").asText()).isEqualTo("interactive");
    assertThat(message.get("agentId").asText()).isEqualTo(SERVER.agent().id().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bare-key-1", "\"quoted key 1\""})
  void theSameKeyGivesTheSameAnswer(String key) {
    var first = send(message("once"), "Idempotency-Key", key);
    var again = send(message("once"), "Idempotency-Key", key);

    assertThat(first.status()).as(first.toString()).isEqualTo(202);
    assertThat(first.header("Idempotency-Replayed")).isEmpty();
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(SERVER.database().count("chat_messages where idempotency_key = ?", key.replace("\"", ""))).isOne();
  }

  @Test
  void aQuotedAndABareKeyAreTheSame() {
    var first = send(message("spelling"), "Idempotency-Key", "\"k-7\"");
    var again = send(message("spelling"), "Idempotency-Key", "k-7");

    assertThat(again.text()).isEqualTo(first.text());
  }

  @Test
  void anotherMessageUnderTheSameKeyIsRefused() {
    send(message("one"), "Idempotency-Key", "reused");

    var other = send(message("other"), "Idempotency-Key", "reused");

    assertThat(other.status()).isEqualTo(422);
    assertThat(other.body().get("type").asText()).isEqualTo("https://switchboard.dev/problems/key-reused");
    assertThat(other.body().at("/errors/0/code").asText()).isEqualTo("key-reused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"", "\"a", "\"a\"b\"", "\"\""})
  void aMalformedKeyIsRefused(String key) {
    var answer = send(message("x"), "Idempotency-Key", key);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo("Idempotency-Key");
  }

  @Test
  void aKeyThatIsTooLongIsRefused() {
    assertThat(send(message("x"), "Idempotency-Key", "k".repeat(255)).status()).isEqualTo(202);
    assertThat(send(message("x"), "Idempotency-Key", "k".repeat(256)).status()).isEqualTo(422);
  }

  @Test
  void twoTenantsMayUseTheSameKey() {
    var ours = send(message("mine"), "Idempotency-Key", "common");
    var theirs = SERVER.post(SERVER.rivalKey(), "/api/v1/messages", message("theirs"), "Idempotency-Key", "common");

    assertThat(theirs.status()).isEqualTo(202);
    assertThat(theirs.body().get("id")).isNotEqualTo(ours.body().get("id"));
  }

  @Test
  void aMessageIsCalledBackUntilAWorkerHasIt() {
    var canceled = send(message("stop")).header("Location");

    var answer = SERVER.delete(SERVER.key(), canceled);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.body().get("status").asText()).isEqualTo("CANCELED");
    assertThat(get(canceled).get("status").asText()).isEqualTo("CANCELED");
    assertThat(get(canceled + "/timeline").get("entries").findValuesAsText("words")).last().asString()
        .startsWith("Canceled");
  }

  @Test
  void aMessageThatAWorkerHasCannotBeCalledBack() {
    var sent = SERVER.post(SERVER.rivalKey(), "/api/v1/messages", message("too late"));
    var account = SERVER.bean(Accounts.class).find(SERVER.rivalId(), "test").orElseThrow();
    var outbox = new Outbox(SERVER.database().database(), OutboxSettings.standard());
    assertThat(outbox.claim(account, Lane.TRANSACTIONAL, 10, "node-a").messages()).isNotEmpty();

    var answer = SERVER.delete(SERVER.rivalKey(), sent.header("Location"));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(409);
    assertThat(answer.body().get("type").asText()).isEqualTo("https://switchboard.dev/problems/too-late");
    var timeline = SERVER.get(SERVER.rivalKey(), sent.header("Location") + "/timeline").body();
    assertThat(timeline.get("status").asText()).isEqualTo("SENDING");
    assertThat(timeline.at("/waiting/why").asText()).isEqualTo("SENDING");
  }

  @Test
  void theTimelineTellsWhyAMessageWaits() {
    var location = send("""
        {"account":"test","to":"+5511999990009","content":{"type":"text","text":"later"},
         "sendAt":"2027-01-01T00:00:00Z"}""").header("Location");

    var timeline = get(location + "/timeline");

    assertThat(timeline.get("id").asText()).isEqualTo(location.substring(location.lastIndexOf('/') + 1));
    assertThat(timeline.at("/entries/0/what").asText()).isEqualTo("accepted");
    assertThat(timeline.at("/entries/0/words").asText()).contains("2027-01-01T00:00:00Z");
    assertThat(timeline.at("/waiting/why").asText()).isEqualTo("SCHEDULED");
    assertThat(timeline.at("/waiting/until").asText()).isEqualTo("2027-01-01T00:00:00Z");
  }

  @Test
  void aBatchAnswersForEachMessageInOrder() {
    var answer = SERVER.post(SERVER.key(), "/api/v1/messages/batch", """
        {"messages":[
          {"account":"test","to":"+5511999990011","content":{"type":"text","text":"1"},"idempotencyKey":"b-1"},
          {"account":"test","to":"+5511999990012","content":{"type":"text","text":"2"},"lan":"bulk"},
          7,
          {"account":"none","to":"+5511999990013","content":{"type":"text","text":"3"}},
          {"account":"test","to":"+5511999990011","content":{"type":"text","text":"1"},"idempotencyKey":"b-1"},
          {"account":"test","to":"+5511999990011","content":{"type":"text","text":"4"},"idempotencyKey":"b-1"},
          {"account":"test","to":"+5511999990014","content":{"type":"text","text":"5"}},
          {"account":"test","to":"+5511999990014","content":{"type":"text","text":"6"},"metadata":{"n":1e200000}}]}""");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
    var results = answer.body().get("results");
    assertThat(results.findValuesAsText("index")).containsExactly("0", "1", "2", "3", "4", "5", "6", "7");
    assertThat(IntStream.range(0, 8).mapToObj(i -> results.get(i).get("status").asInt()))
        .containsExactly(202, 422, 400, 422, 202, 422, 202, 422);
    assertThat(results.at("/1/problem/errors/0/field").asText()).isEqualTo("lan");
    assertThat(results.at("/3/problem/errors/0/code").asText()).isEqualTo("unknown-account");
    assertThat(results.at("/4/id")).isEqualTo(results.at("/0/id"));
    assertThat(results.at("/4/replayed").asBoolean()).isTrue();
    assertThat(results.at("/5/problem/errors/0/code").asText()).isEqualTo("key-reused");
    assertThat(get("/api/v1/messages/" + results.at("/6/id").asText()).at("/content/text").asText()).isEqualTo("5");
  }

  @Test
  void aBatchHasAtMostAThousandMessages() {
    assertThat(batch(1_001).status()).isEqualTo(422);
    assertThat(batch(0).status()).isEqualTo(422);

    var full = batch(1_000);

    assertThat(full.status()).isEqualTo(202);
    assertThat(full.body().get("results")).hasSize(1_000)
        .allSatisfy(result -> assertThat(result.get("status").asInt()).isEqualTo(202));
  }

  private static Answer batch(int size) {
    var messages = IntStream.range(0, size)
        .mapToObj(i -> """
            {"account":"test","to":"+55219%08d","content":{"type":"text","text":"%s"},"lane":"bulk"}"""
            .formatted(i, UUID.randomUUID()))
        .collect(Collectors.joining(","));
    return SERVER.post(SERVER.key(), "/api/v1/messages/batch", "{\"messages\":[" + messages + "]}");
  }

  @Test
  void aKeyForAWholeBatchIsRefused() {
    var answer = SERVER.post(SERVER.key(), "/api/v1/messages/batch", "{\"messages\":[]}", "Idempotency-Key", "k");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo("Idempotency-Key");
  }
}
