package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.providers.sandbox.ReceivedMessage;
import dev.switchboard.providers.sandbox.SandboxService;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Routes over simulated services that misbehave, on a whole node. What the services took is the judge.
class FailoverTest {

  private static final int MESSAGES = 200;

  @TempDir
  static Path data;

  private static NodeInProcess node;
  private static TestSite site;
  private static String admin;

  @BeforeAll
  static void start() {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
    node = NodeInProcess.start(data);
    site = new TestSite(data);
    admin = logIn();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void everyMessageComesOnceByOneOfTwoServicesHoweverTheFirstMisbehaves() {
    try (var bad = service(); var good = service()) {
      account("bad", bad, faults());
      account("good", good, TestSite.JSON.createObjectNode());
      route("wild", "bad", "good");

      var ids = sendMany("wild");
      awaitDelivered(ids);

      assertThat(ids).allSatisfy(id -> assertThat(taken(id, bad, good)).as(() -> timeline(id)).hasSize(1));
      assertThat(good.messages()).as("some had to go the other way").isNotEmpty();
      assertThat(bad.messages()).as("some had not").isNotEmpty();
    }
  }

  @Test
  void whatWaitsForAServiceThatHasDiedGoesByTheOther() {
    try (var second = service()) {
      var first = service();
      account("dies", first, TestSite.JSON.createObjectNode());
      account("lives", second, TestSite.JSON.createObjectNode());
      route("mortal", "dies", "lives");
      first.close();

      var ids = sendMany("mortal");
      awaitDelivered(ids);

      assertThat(ids).allSatisfy(id -> assertThat(taken(id, second)).hasSize(1));
      assertThat(site.get("/api/v1/messages/" + ids.getFirst() + "/timeline").toString())
          .contains("It goes by lives instead of dies");
    }
  }

  @Test
  void aServiceThatIsDownDelaysNoOther() {
    var dead = service();
    account("dead", dead, TestSite.JSON.createObjectNode());
    dead.close();
    var stuck = Stream.generate(() -> site.send("dead", "+5511987650001", text())).limit(50).toList();

    var other = site.send("+5511987650002", "by an account that is well");

    site.awaitStatus(other, "SENT", "DELIVERED", "READ");
    assertThat(stuck).noneMatch(id -> site.get("/api/v1/messages/" + id).get("status").asText().equals("SENT"));
  }

  private static ObjectNode faults() {
    return TestSite.JSON.createObjectNode().put("seed", 7).put("serverError", 0.2).put("throttle", 0.05)
        .put("garbage", 0.1).put("timeoutAfterAccept", 0.1).put("lostConnection", 0.1).put("timeout", 500);
  }

  private static SandboxService service() {
    return SandboxService.start(SandboxService.Configuration.onPort(0));
  }

  private static void account(String name, SandboxService service, ObjectNode settings) {
    settings.put("url", service.url().toString());
    var account = TestSite.JSON.createObjectNode().put("name", name).put("provider", "sandbox");
    account.set("settings", settings);
    account.putObject("secrets").put("key", "key-of-" + name);
    call("POST", "/api/v1/accounts", account);
    var id = site.query("select id from channel_accounts where name = '" + name + "'").getFirst();
    var webhook = TestSite.JSON.createObjectNode();
    webhook.putObject("settings").put("webhookUrl", site.credentials().url() + "/webhooks/" + id);
    call("PATCH", "/api/v1/accounts/" + name, webhook);
  }

  // Without patience, so that each failure that proves something leads on.
  private static void route(String name, String... accounts) {
    var route = TestSite.JSON.createObjectNode();
    var legs = route.putArray("legs");
    for (var account : accounts) {
      legs.addObject().put("account", account).put("patienceSeconds", 0);
    }
    call("PUT", "/api/v1/routes/" + name, route);
  }

  private static List<UUID> sendMany(String route) {
    var messages = TestSite.JSON.createArrayNode();
    for (var i = 0; i < MESSAGES; i++) {
      messages.addObject()
          .put("route", route)
          .put("to", "+55119%08d".formatted(20_000_000 + i))
          .set("content", text());
    }
    var answer = site.post("/api/v1/messages/batch", TestSite.JSON.createObjectNode().set("messages", messages));
    var ids = new ArrayList<UUID>();
    answer.findValues("id").forEach(id -> ids.add(UUID.fromString(id.asText())));
    assertThat(ids).as(answer.toString()).hasSize(MESSAGES);
    return ids;
  }

  private static ObjectNode text() {
    return TestSite.JSON.createObjectNode().put("type", "text").put("text", "Olá");
  }

  private static void awaitDelivered(List<UUID> ids) {
    await().untilAsserted(() -> assertThat(site.query("""
        select id || ' ' || status
        from chat_messages
        where status not in ('DELIVERED', 'READ')
          and id in (%s)
        """.formatted(String.join(", ", ids.stream().map(id -> "'" + id + "'").toList())))).isEmpty());
  }

  private static List<ReceivedMessage> taken(UUID id, SandboxService... services) {
    return Stream.of(services).flatMap(service -> service.messages(id).stream()).toList();
  }

  private static String timeline(UUID id) {
    return site.get("/api/v1/messages/" + id + "/timeline").toPrettyString();
  }

  private static String logIn() {
    var credentials = site.credentials();
    var body = TestSite.JSON.createObjectNode().put("email", credentials.agentEmail())
        .put("password", credentials.agentPassword());
    return site.post("/api/v1/login", body).get("accessToken").asText();
  }

  private static void call(String method, String path, ObjectNode body) {
    var answer = site.exchange(site.request(path)
        .setHeader("Authorization", "Bearer " + admin)
        .header("Content-Type", "application/json")
        .method(method, BodyPublishers.ofString(body.toString()))
        .build());
    assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
  }
}
