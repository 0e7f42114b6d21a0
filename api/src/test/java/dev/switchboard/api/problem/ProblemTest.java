package dev.switchboard.api.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.api.TestServer;
import dev.switchboard.api.TestServer.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer("micronaut.server.max-request-size", "100000");

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
      "{\"accounts\":\"test\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"text\",\"text\":\"x\"}} "
          + "| accounts | unknown-member",
      "{\"account\":\"test\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"text\",\"txt\":\"x\"}} "
          + "| content.txt | unknown-member",
      "{\"account\":\"test\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"text\"}} | content.text | missing",
      "{\"account\":\"test\",\"to\":\"+5511999990001\",\"content\":{\"text\":\"x\"}} | content.type | missing",
      "{\"account\":\"test\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"fax\",\"text\":\"x\"}} "
          + "| content.type | unknown-value",
      "{\"account\":\"test\",\"to\":\"+5511999990001\",\"content\":\"x\"} | content | wrong-type",
      "{\"account\":\"test\",\"to\":\"+5511999990001\",\"content\":null} | content | missing",
      "{\"to\":\"+5511999990001\",\"content\":{\"type\":\"text\",\"text\":\"x\"}} | account | missing",
      "{\"account\":\"test\",\"to\":5511999990001,\"content\":{\"type\":\"text\",\"text\":\"x\"}} | to | wrong-type",
      "{\"account\":\"test\",\"to\":\"nobody\",\"content\":{\"type\":\"text\",\"text\":\"x\"}} | to | bad-address",
      "{\"account\":\"fax\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"text\",\"text\":\"x\"}} "
          + "| account | unknown-account",
      "{\"lane\":\"fast\",\"account\":\"test\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"text\",\"text\":\"x\"}} "
          + "| lane | bad-value",
      "{\"lane\":1,\"account\":\"test\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"text\",\"text\":\"x\"}} "
          + "| lane | wrong-type",
      "{\"policy\":\"maybe\",\"account\":\"test\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"text\",\"text\":\"x\"}}"
          + "| policy | bad-value",
      "{\"sendAt\":\"soon\",\"account\":\"test\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"text\",\"text\":\"x\"}}"
          + "| sendAt | bad-value",
      "{\"sendAt\":1763719200,\"account\":\"test\",\"to\":\"+5511999990001\","
          + "\"content\":{\"type\":\"text\",\"text\":\"x\"}} | sendAt | wrong-type",
      "{\"replyTo\":\"7\",\"account\":\"test\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"text\",\"text\":\"x\"}}"
          + "| replyTo | bad-value",
      "{\"metadata\":[],\"account\":\"test\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"text\",\"text\":\"x\"}}"
          + "| metadata | wrong-type",
      "{\"account\":\"test\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"text\",\"text\":\"a\\u0000b\"}} "
          + "| content | bad-character",
      "{\"account\":\"test\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"email\",\"subject\":\"x\"}} "
          + "| content.type | content-not-supported"})
  void theMemberAtFaultIsNamed(String body, String field, String code) {
    var answer = send(body);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.body().at("/errors/0/field").asText()).as(answer.text()).isEqualTo(field);
    assertThat(answer.body().at("/errors/0/code").asText()).isEqualTo(code);
    assertThat(answer.body().get("status").asInt()).isEqualTo(422);
    assertThat(answer.body().get("type").asText()).isEqualTo("https://switchboard.dev/problems/invalid-request");
    assertThat(answer.text()).doesNotContain("dev.switchboard").doesNotContain("jackson").doesNotContain("java.");
    assertThat(SERVER.database().count("chat_messages")).isZero();
    assertThat(SERVER.database().count("contacts")).isZero();
  }

  @Test
  void allMissingMembersAreNamedAtOnce() {
    var answer = send("{\"content\":{\"type\":\"text\"}}");

    assertThat(answer.body().get("errors").findValuesAsText("field"))
        .containsExactlyInAnyOrder("account", "to", "content.text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "\"text\"", "{} {}", "{\"to\":1,\"to\":2}", "not json", "{\"a\":tru}"})
  void whatIsNoJsonObjectIsMalformed(String body) {
    var answer = send(body);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.body().get("type").asText()).isEqualTo("https://switchboard.dev/problems/malformed-request");
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }

  private static Answer send(String body) {
    return SERVER.post(SERVER.key(), "/api/v1/messages", body);
  }

  @ParameterizedTest
  @CsvSource({"GET,/nowhere,404", "GET,/api/v1/nowhere,404", "PUT,/api/v1/messages,405", "DELETE,/api/v1/login,405",
      "GET,/api/v1/messages/7,404", "GET,/api/v1/chats/7/messages,404", "GET,/webhooks/7,404",
      "GET,/api/v1/chats?limit=x,422", "GET,/api/v1/chats?limit=0,422", "GET,/api/v1/chats?status=OPEN,422",
      "GET,/api/v1/chats?before=x,422"})
  void theFrameworksErrorsHaveTheSameForm(String method, String path, int status) {
    var answer = SERVER.send(SERVER.key(), method, path, null);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.body().get("status").asInt()).isEqualTo(status);
    assertThat(answer.body().get("type").asText()).startsWith("https://switchboard.dev/problems/");
    assertThat(answer.text()).doesNotContain("dev.switchboard").doesNotContain("java.");
  }

  @Test
  void aBodyOfAnotherTypeIsNotUnderstood() {
    var answer = SERVER.send("POST", "/api/v1/messages", BodyPublishers.ofString("<message/>"),
        Map.of("Content-Type", "text/xml", "Authorization", "Bearer " + SERVER.key()));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(415);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    var answer = send("{\"account\":\"" + "x".repeat(200_000) + "\"}");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(413);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void aBrowserGetsAProblemToo() {
    var answer = SERVER.send(null, "GET", "/nowhere", null, "Accept", "text/html");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void whenTheDatabaseIsAwayOneIsAskedToComeBack() {
    // Remembered from here on.
    assertThat(SERVER.get(SERVER.key(), "/api/v1/chats").status()).isEqualTo(200);

    SERVER.withoutDatabase(() -> {
      for (var answer : new Answer[]{SERVER.get(SERVER.key(), "/api/v1/chats"),
          SERVER.get(SERVER.rivalKey(), "/api/v1/chats"),
          send("{\"account\":\"test\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"text\",\"text\":\"x\"}}"),
          SERVER.post(null, "/api/v1/login", "{\"email\":\"ana@example.com\",\"password\":\"x\"}")}) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.text()).doesNotContain("SQL").doesNotContain("onnection");
      }
      assertThat(SERVER.get(null, "/health").status()).isEqualTo(503);
      assertThat(SERVER.get(null, "/health/liveness").status()).isEqualTo(200);
    });
  }
}
