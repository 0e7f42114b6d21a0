package dev.switchboard.providers.webpush;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.switchboard.core.push.Browser;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.providers.peer.NodeProgram;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Received and decrypted by a push service and a browser that somebody else wrote (npm `web-push-testing`).
class WebPushOverMockTest {

  private static final WebPushFactory FACTORY = new WebPushFactory();
  private static NodeProgram mock;

  private final VapidKeys keys = VapidKeys.generate();

  @BeforeAll
  static void startMock() {
    mock = NodeProgram.start("web-push-testing@1.2.2", "web-push-testing/src/bin/server.js",
        port -> List.of(Integer.toString(port)));
  }

  @AfterAll
  static void stop() {
    FACTORY.close();
    if (mock != null) {
      mock.close();
    }
  }

  @Test
  void whatWeSendIsReceivedAndDecrypted() throws Exception {
    var subscription = subscribe(keys);

    var notification = new Content.Notification("Pedido 12", "Saiu 👋", null, Map.of("order", "12"),
        URI.create("https://shop.example/orders/12"), "order-12", null);
    assertThat(send(keys, subscription, notification)).isInstanceOf(SendResult.Accepted.class);
    assertThat(send(keys, subscription, new Content.Text("Olá"))).isInstanceOf(SendResult.Accepted.class);

    var messages = ask("get-notifications", JsonNodeFactory.instance.objectNode().put("clientHash",
        subscription.path("clientHash").asText())).path("data").path("messages");
    assertThat(messages).hasSize(2);
    var first = Json.read(messages.get(0).asText().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(first.path("title").asText()).isEqualTo("Pedido 12");
    assertThat(first.path("body").asText()).isEqualTo("Saiu 👋");
    assertThat(first.path("data").path("order").asText()).isEqualTo("12");
    assertThat(messages.get(1).asText()).contains("\"body\":\"Olá\"");
  }

  @Test
  void theLongestThatThereMayBeIsReceived() throws Exception {
    var subscription = subscribe(keys);
    var body = new Content.Notification(null, "x".repeat(3880), null, Map.of(), null, null, null);

    assertThat(send(keys, subscription, body)).isInstanceOf(SendResult.Accepted.class);
  }

  @Test
  void whoIsNotTheOneThatTheBrowserSubscribedToIsRefused() throws Exception {
    var result = send(VapidKeys.generate(), subscribe(keys), new Content.Text("Olá"));

    assertThat(result).isInstanceOfSatisfying(SendResult.Rejected.class, rejected -> assertThat(
        rejected.failure().reason()).isIn(FailureReason.BAD_CONFIGURATION, FailureReason.BAD_CREDENTIALS));
  }

  @Test
  void aSubscriptionThatHasRunOutIsGone() throws Exception {
    var subscription = subscribe(keys);
    ask("expire-subscription/" + subscription.path("clientHash").asText(), JsonNodeFactory.instance.objectNode());

    assertThat(send(keys, subscription, new Content.Text("Olá"))).isInstanceOfSatisfying(SendResult.Rejected.class,
        rejected -> assertThat(rejected.failure().reason()).isEqualTo(FailureReason.ADDRESS_GONE));
  }

  @Test
  void thePeerRefusesWhatIsEncryptedForAnotherBrowser() throws Exception {
    var subscription = subscribe(keys);
    var another = new Browser().subscription(subscription.path("endpoint").asText());

    assertThat(
        send(keys, another, new Content.Text("Olá")))
        .isInstanceOf(SendResult.Rejected.class);
  }

  private static JsonNode subscribe(VapidKeys keys) throws Exception {
    return ask("subscribe", JsonNodeFactory.instance.objectNode().put("userVisibleOnly", "true")
        .put("applicationServerKey", keys.publicKey())).path("data");
  }

  private static JsonNode ask(String path, JsonNode body) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(mock.url() + "/" + path)).header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body.toString())).build();
    try (var client = HttpClient.newHttpClient()) {
      return Json.read(client.send(request, BodyHandlers.ofByteArray()).body());
    }
  }

  private static SendResult send(VapidKeys keys, JsonNode subscription, Content content) {
    var settings = JsonNodeFactory.instance.objectNode().put("vapidPublicKey", keys.publicKey())
        .put("subject", "mailto:push@shop.example");
    settings.putArray("allowedHosts").add("localhost:" + mock.port());
    var account = new AccountConfiguration(UUID.randomUUID(), "push", settings,
        Map.of("vapidPrivateKey", keys.privateKey()));
    return FACTORY.create(account)
        .send(new OutboundMessage(UUID.randomUUID(), subscription.toString(), content, null, 1,
            System.nanoTime() + Duration.ofMinutes(1).toNanos()));
  }
}
