package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.switchboard.core.push.Browser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An agent who has allowed notifications, with the running product between the customer and the push service.
class AgentPushTest {

  private static final String ALLOWED = "switchboard.push.allowed-hosts";
  private static final String PAUSE = "switchboard.push.first-pause";

  @TempDir
  static Path data;

  private static final List<Received> RECEIVED = new CopyOnWriteArrayList<>();
  private static final Map<String, Integer> STATUS = new ConcurrentHashMap<>();
  private static HttpServer service;
  private static NodeInProcess node;
  private static TestSite site;
  private static String token;

  private final Browser browser = new Browser();
  private final String path = "/push/" + UUID.randomUUID();

  @SuppressWarnings("ArrayRecordComponent")
  private record Received(String path, Map<String, List<String>> headers, byte[] body) {

    String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }
  }

  @BeforeAll
  static void start() throws IOException {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    service.createContext("/", call -> {
      var path = call.getRequestURI().getPath();
      RECEIVED.add(new Received(path, call.getRequestHeaders(), call.getRequestBody().readAllBytes()));
      var status = STATUS.getOrDefault(path, 201);
      // Once, where it is nothing final.
      if (status == 503) {
        STATUS.remove(path);
      }
      call.sendResponseHeaders(status, -1);
      call.close();
    });
    service.start();
    System.setProperty(ALLOWED, "127.0.0.1:" + service.getAddress().getPort());
    System.setProperty(PAUSE, "100ms");
    node = NodeInProcess.start(data);
    site = new TestSite(data);
    var credentials = site.credentials();
    token = site.post("/api/v1/login", TestSite.JSON.createObjectNode().put("email", credentials.agentEmail())
        .put("password", credentials.agentPassword())).get("accessToken").asText();
  }

  @AfterAll
  static void stop() {
    System.clearProperty(ALLOWED);
    System.clearProperty(PAUSE);
    node.close();
    service.stop(0);
  }

  @BeforeEach
  void subscribe() throws IOException {
    site.query("delete from push_subscriptions");
    var answer = call("POST", "/api/v1/push/subscriptions", browser.subscription(endpoint()));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private String endpoint() {
    return "http://127.0.0.1:" + service.getAddress().getPort() + path;
  }

  private static HttpResponse<String> call(String method, String path, JsonNode body) {
    return site.exchange(HttpRequest.newBuilder(URI.create(site.credentials().url() + path))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
        .build());
  }

  private static void customerWrites(String from, String text) {
    var content = TestSite.JSON.createObjectNode().put("type", "text").put("text", text);
    var answer = call("POST", "/api/v1/sandbox/sandbox/inbound",
        TestSite.JSON.createObjectNode().put("from", from).put("name", "Caio").set("content", content));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  private List<Received> received() {
    return RECEIVED.stream().filter(each -> each.path().equals(path)).toList();
  }

  private List<String> previews() {
    return received().stream().map(each -> browser.read(each.body()).get("preview").asText()).toList();
  }

  @Test
  void theBrowserReadsWhatTheCustomerWrote() throws IOException {
    customerWrites("+5511999991001", "Where is my order?");

    await().until(() -> !received().isEmpty());
    var push = received().getFirst();
    var told = browser.read(push.body());
    assertThat(told.get("type").asText()).isEqualTo("message_received");
    assertThat(told.get("sender").asText()).isEqualTo("Caio");
    assertThat(told.get("preview").asText()).isEqualTo("Where is my order?");
    assertThat(site.query("select chat_id from chat_messages where id = '" + told.get("messageId").asText() + "'"))
        .containsExactly(told.get("chatId").asText());
    assertThat(push.header("Topic")).isEqualTo(told.get("chatId").asText().replace("-", ""));
    assertThat(push.header("Urgency")).isEqualTo("high");
    assertThat(Integer.parseInt(push.header("Ttl"))).isBetween(3_000, 3_600);
    assertThat(new String(push.body(), StandardCharsets.ISO_8859_1)).doesNotContain("order");
    var publicKey = TestSite.JSON.readTree(call("GET", "/api/v1/push/public-key", null).body()).get("publicKey")
        .asText();
    assertThat(Base64.getUrlDecoder().decode(publicKey)).hasSize(65);
    assertThat(push.header("Authorization")).startsWith("vapid t=").endsWith(", k=" + publicKey);
    await().untilAsserted(() -> assertThat(site.query("select count(*) from push_deliveries")).containsExactly("0"));
  }

  @Test
  void whoHasTheInboxOpenIsNotTold() {
    var socket = HttpClient.newHttpClient().newWebSocketBuilder().header("Authorization", "Bearer " + token)
        .buildAsync(URI.create(site.credentials().url().replaceFirst("http", "ws") + "/api/v1/ws"),
            new WebSocket.Listener() {})
        .join();
    await().until(() -> !site.query("select agent_id from agent_presence").isEmpty());
    customerWrites("+5511999991002", "seen");
    await().until(() -> !site.query("select 1 from chats where last_message_preview = 'seen'").isEmpty());
    await().untilAsserted(() -> assertThat(site.query("""
        select 1
        from events e, push_reader r
        where e.payload::text like '%"seen"%'
          and (e.epoch, e.xid, e.seq) <= (r.epoch, r.xid, r.seq)
        """)).isNotEmpty());

    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    await().until(() -> site.query("select agent_id from agent_presence").isEmpty());
    customerWrites("+5511999991003", "not seen");

    await().untilAsserted(() -> assertThat(previews()).containsExactly("not seen"));
  }

  @Test
  void aServiceThatIsAwayForAMomentIsTriedAgain() {
    STATUS.put(path, 503);
    customerWrites("+5511999991004", "patience");

    await().untilAsserted(() -> assertThat(previews()).containsExactly("patience", "patience"));
  }

  @Test
  void aSubscriptionThatHasEndedIsRemoved() {
    STATUS.put(path, 410);
    customerWrites("+5511999991005", "gone");

    await().untilAsserted(() -> assertThat(call("GET", "/api/v1/push/subscriptions", null).body())
        .isEqualTo("{\"subscriptions\":[]}"));
    assertThat(received()).hasSize(1);
  }

  @Test
  void nothingInsideOurNetworkCanBeSubscribed() throws IOException {
    for (var endpoint : List.of("https://10.0.0.1/push", "https://localhost/push", "https://169.254.169.254/push",
        "http://push.example.net/1", "https://[::1]/push", "ftp://push.example.net/1", "nonsense")) {
      var answer = call("POST", "/api/v1/push/subscriptions", browser.subscription(endpoint));

      assertThat(answer.statusCode()).as(endpoint).isEqualTo(422);
      assertThat(TestSite.JSON.readTree(answer.body()).at("/errors/0/field").asText()).isEqualTo("endpoint");
    }
  }

  @Test
  void keysThatAreNoneAreRefusedByName() throws IOException {
    var subscription = browser.subscription(endpoint());
    subscription.withObject("/keys").put("p256dh", "BAAA");
    assertField(subscription, "keys.p256dh");

    var other = browser.subscription(endpoint());
    other.withObject("/keys").put("auth", "short");
    assertField(other, "keys.auth");
  }

  private static void assertField(JsonNode subscription, String field) throws IOException {
    var answer = call("POST", "/api/v1/push/subscriptions", subscription);

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(TestSite.JSON.readTree(answer.body()).at("/errors/0/field").asText()).isEqualTo(field);
  }
}
