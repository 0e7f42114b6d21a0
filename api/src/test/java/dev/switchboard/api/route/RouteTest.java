package dev.switchboard.api.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.api.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  private static final String LEGS = "{\"legs\":[{\"account\":\"test\",\"patienceSeconds\":5}]}";

  @Test
  void aRouteIsMadeLookedAtListedAndRemoved() {
    var made = SERVER.send(SERVER.key(), "PUT", "/api/v1/routes/orders", "{\"legs\":[{\"account\":\"test\"}]}");

    assertThat(made.status()).as(made.toString()).isEqualTo(200);
    assertThat(made.body().at("/legs/0/patienceSeconds").asDouble()).isEqualTo(30);
    assertThat(SERVER.get(SERVER.key(), "/api/v1/routes/orders").body()).isEqualTo(made.body());
    assertThat(SERVER.get(SERVER.key(), "/api/v1/routes").body().get("routes")).contains(made.body());
    assertThat(SERVER.delete(SERVER.key(), "/api/v1/routes/orders").status()).isEqualTo(204);
    assertThat(SERVER.get(SERVER.key(), "/api/v1/routes/orders").status()).isEqualTo(404);
    assertThat(SERVER.delete(SERVER.key(), "/api/v1/routes/orders").status()).isEqualTo(404);
  }

  @Test
  void aMessageForARouteIsAcceptedAndSaysWhichAccountItGoesBy() {
    SERVER.send(SERVER.key(), "PUT", "/api/v1/routes/news", LEGS);

    var accepted = SERVER.post(SERVER.key(), "/api/v1/messages", message("\"route\":\"news\""));

    assertThat(accepted.status()).as(accepted.toString()).isEqualTo(202);
    var message = SERVER.get(SERVER.key(), accepted.header("Location")).body();
    assertThat(message.get("account").asText()).isEqualTo("test");
    var timeline = SERVER.get(SERVER.key(), accepted.header("Location") + "/timeline");
    assertThat(timeline.text()).contains("The route news led to test.");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      {"legs":[]}                                                            | legs
      {"legs":[{"account":"nobody"}]}                                        | legs[0].account
      {"legs":[{"account":"test"},{"account":"test"}]}                       | legs[1].account
      {"legs":[{"account":"test","patienceSeconds":-1}]}                     | legs[0].patienceSeconds
      {"legs":[{"account":"test","subject":" "}]}                            | legs[0].subject
      {"legs":[{"patienceSeconds":1}]}                                       | legs[0].account
      {"ways":[]}                                                            | ways
      """)
  void whatCannotBeARouteIsRefusedByItsMember(String body, String field) {
    var answer = SERVER.send(SERVER.key(), "PUT", "/api/v1/routes/bad", body);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo(field);
    assertThat(SERVER.get(SERVER.key(), "/api/v1/routes/bad").status()).isEqualTo(404);
  }

  @Test
  void anAgentMayLookAtRoutesAndNotChangeThem() {
    var agent = SERVER.logIn();

    assertThat(SERVER.get(agent, "/api/v1/routes").status()).isEqualTo(200);
    assertThat(SERVER.send(agent, "PUT", "/api/v1/routes/mine", LEGS).status()).isEqualTo(403);
    assertThat(SERVER.delete(agent, "/api/v1/routes/mine").status()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      "route":"nowhere"                  | route   | unknown-route
      "route":"x","account":"test"       | route   | bad-value
      "lane":"bulk"                      | account | missing
      """)
  void aMessageSaysOneThingThatItGoesBy(String members, String field, String code) {
    var answer = SERVER.post(SERVER.key(), "/api/v1/messages", message(members));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo(field);
    assertThat(answer.body().at("/errors/0/code").asText()).isEqualTo(code);
  }

  @Test
  void aDryRunTellsTheWayAndStoresNothing() {
    SERVER.send(SERVER.key(), "PUT", "/api/v1/routes/dry", LEGS);
    var messages = SERVER.database().count("chat_messages");

    var answer = SERVER.post(SERVER.key(), "/api/v1/messages/dry-run", message("\"route\":\"dry\""));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.body().get("accepted").asBoolean()).isTrue();
    assertThat(answer.body().at("/ways/0/account").asText()).isEqualTo("test");
    assertThat(answer.body().at("/ways/0/chosen").asBoolean()).isTrue();
    assertThat(answer.body().at("/ways/0/recipient").asText()).isEqualTo("+5511999990001");
    assertThat(SERVER.database().count("chat_messages")).isEqualTo(messages);
  }

  @Test
  void aDryRunTellsWhyAMessageWouldBeRefused() {
    var answer = SERVER.post(SERVER.key(), "/api/v1/messages/dry-run",
        "{\"account\":\"test\",\"to\":\"nobody\",\"content\":{\"type\":\"text\",\"text\":\"Oi\"}}");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.body().get("accepted").asBoolean()).isFalse();
    assertThat(answer.body().at("/error/field").asText()).isEqualTo("to");
    assertThat(answer.body().at("/ways/0/usable").asBoolean()).isFalse();
  }

  private static String message(String members) {
    return "{\"to\":\"+5511999990001\",\"content\":{\"type\":\"text\",\"text\":\"Oi\"}," + members + "}";
  }
}
