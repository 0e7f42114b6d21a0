package dev.switchboard.api.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.api.TestServer;
import dev.switchboard.core.push.TestNotifier;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushControllerTest {

  private static final String SUBSCRIPTIONS = "/api/v1/push/subscriptions";

  @RegisterExtension
  static final TestServer SERVER = new TestServer("switchboard.push.most-devices", "2");

  private static String agent;
  private static String admin;

  @BeforeAll
  static void logIn() {
    agent = SERVER.logIn();
    admin = SERVER.logInAdmin(SERVER.tenantId());
  }

  @AfterEach
  void forget() {
    SERVER.database().run("delete from push_subscriptions");
  }

  private static String subscription(String name, String more) {
    return """
        {"endpoint":"https://push.example/%s","expirationTime":null,"keys":{"p256dh":"B","auth":"a"}%s}"""
        .formatted(name, more);
  }

  private static JsonNode subscribe(String token, String name, String more) {
    var answer = SERVER.post(token, SUBSCRIPTIONS, subscription(name, more));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void theKeyIsTheSameEachTime() {
    var key = SERVER.get(agent, "/api/v1/push/public-key").body().get("publicKey").asText();

    assertThat(key).isNotBlank();
    assertThat(SERVER.get(admin, "/api/v1/push/public-key").body().get("publicKey").asText()).isEqualTo(key);
    assertThat(SERVER.bean(TestNotifier.class).setups).hasSize(1);
  }

  @Test
  void whatABrowserSaysIsTakenAsItIsAndRepeatedIsTheSameDevice() {
    var first = subscribe(agent, "1", ",\"name\":\"Firefox at home\"");
    var again = subscribe(agent, "1", ",\"preview\":false");

    assertThat(again.get("id")).isEqualTo(first.get("id"));
    assertThat(first.get("service").asText()).isEqualTo("https://push.example");
    assertThat(first.get("preview").asBoolean()).isTrue();
    assertThat(again.get("name").asText()).isEqualTo("Firefox at home");
    assertThat(again.get("preview").asBoolean()).isFalse();
    assertThat(first.toString()).as("a capability").doesNotContain("push.example/1");
  }

  @Test
  void oneSeesAndRemovesOnesOwnDevicesOnly() {
    var id = subscribe(agent, "1", "").get("id").asText();
    subscribe(admin, "2", "");

    assertThat(SERVER.get(agent, SUBSCRIPTIONS).body().get("subscriptions")).hasSize(1);
    assertThat(SERVER.delete(admin, SUBSCRIPTIONS + "/" + id).status()).isEqualTo(404);
    assertThat(SERVER.delete(agent, SUBSCRIPTIONS + "/" + UUID.randomUUID()).status()).isEqualTo(404);
    assertThat(SERVER.delete(agent, SUBSCRIPTIONS + "/" + id).status()).isEqualTo(204);
    assertThat(SERVER.get(agent, SUBSCRIPTIONS).body().get("subscriptions")).isEmpty();
  }

  @Test
  void anAgentHasSoManyDevicesAndNoMore() {
    subscribe(agent, "1", "");
    subscribe(agent, "2", "");

    var answer = SERVER.post(agent, SUBSCRIPTIONS, subscription("3", ""));

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.body().get("detail").asText()).contains("2 devices");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      {"keys":{"p256dh":"B","auth":"a"}}                                                     | endpoint       | missing
      {"endpoint":"https://push.example/1"}                                                  | keys           | missing
      {"endpoint":"https://push.example/1","keys":{"auth":"a"}}                              | keys.p256dh    | missing
      {"endpoint":"https://push.example/1","keys":{"p256dh":"B"}}                            | keys.auth      | missing
      {"endpoint":"http://push.example/1","keys":{"p256dh":"B","auth":"a"}}                  | endpoint       | bad-value
      {"endpoint":7,"keys":{"p256dh":"B","auth":"a"}}                                        | endpoint       | wrong-type
      {"endpoint":"https://push.example/1","keys":{"p256dh":"B","auth":"a"},"expirationTime":1} | expirationTime | bad-value
      {"endpoint":"https://push.example/1","keys":{"p256dh":"B","auth":"a"},"name":" "}      | name           | bad-value
      {"endpoint":"https://push.example/1","keys":{"p256dh":"B","auth":"a"},"color":"red"}   | color          | unknown-member
      """)
  void whatIsWrongIsNamed(String body, String field, String code) {
    var answer = SERVER.post(agent, SUBSCRIPTIONS, body);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo(field);
    assertThat(answer.body().at("/errors/0/code").asText()).isEqualTo(code);
    assertThat(SERVER.database().count("push_subscriptions")).isZero();
  }

  @Test
  void aBrowserMaySayWhenItsSubscriptionEnds() {
    var device = SERVER.post(agent, SUBSCRIPTIONS, """
        {"endpoint":"https://push.example/1","expirationTime":4102444800000.5,"keys":{"p256dh":"B","auth":"a"}}""");

    assertThat(device.status()).as(device.toString()).isEqualTo(200);
    assertThat(device.body().get("expiresAt").asText()).isEqualTo("2100-01-01T00:00:00Z");
  }

  @Test
  void aTenantMayWantNoPreviews() {
    assertThat(SERVER.get(agent, "/api/v1/push/settings").body().get("preview").asBoolean()).isTrue();
    assertThat(SERVER.send(agent, "PUT", "/api/v1/push/settings", "{\"preview\":false}").status()).isEqualTo(403);

    var answer = SERVER.send(admin, "PUT", "/api/v1/push/settings", "{\"preview\":false}");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(SERVER.get(agent, "/api/v1/push/settings").body().get("preview").asBoolean()).isFalse();
    SERVER.send(admin, "PUT", "/api/v1/push/settings", "{\"preview\":true}");
  }

  @Test
  void anAgentIsPresentForAsLongAsAnInboxIsOpen() {
    var id = SERVER.agent().id();
    var one = socket();
    var two = socket();
    await().until(() -> isPresent(id));

    one.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    two.sendClose(WebSocket.NORMAL_CLOSURE, "").join();

    await().until(() -> !isPresent(id));
  }

  private static boolean isPresent(UUID agentId) {
    return SERVER.database().count("agent_presence where agent_id = ? and until > now()", agentId) > 0;
  }

  private static WebSocket socket() {
    return HttpClient.newHttpClient().newWebSocketBuilder().header("Authorization", "Bearer " + agent)
        .buildAsync(URI.create(SERVER.uri("/api/v1/ws").toString().replaceFirst("http", "ws")),
            new WebSocket.Listener() {})
        .join();
  }
}
