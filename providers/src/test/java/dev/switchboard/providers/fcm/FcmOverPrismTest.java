package dev.switchboard.providers.fcm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.switchboard.core.spi.AccountCheck.Finding;
import dev.switchboard.core.spi.AccountCheck.Verdict;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.providers.peer.NodeProgram;
import dev.switchboard.providers.peer.SharedMaterial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Held against FCM's own specification, which refuses every field that it does not know.
class FcmOverPrismTest {

  private static final TokenServer TOKENS = new TokenServer();
  private static final FcmFactory FACTORY = new FcmFactory();
  @TempDir
  private static Path folder;
  private static NodeProgram prism;

  @BeforeAll
  static void startPrism() throws IOException {
    prism = NodeProgram.prism(repaired());
  }

  // The specification was derived from a library whose types call these two objects of texts. Google's reference calls
  // them google.protobuf.Struct, any object, and describes the first as having the dictionary `aps`.
  private static Path repaired() throws IOException {
    var specification = SharedMaterial.json("specs/fcm_v1.openapi.json");
    for (var free : List.of("/components/schemas/ApnsConfig/properties/payload",
        "/components/schemas/WebpushConfig/properties/notification")) {
      ((ObjectNode) specification.at(free)).put("additionalProperties", true);
    }
    return Files.write(folder.resolve("fcm.json"), Json.write(specification));
  }

  @AfterAll
  static void stop() {
    TOKENS.close();
    FACTORY.close();
    if (prism != null) {
      prism.close();
    }
  }

  @Test
  void aTextIsAccepted() {
    assertAccepted(new Content.Text("Olá 👋"));
  }

  @Test
  void aNotificationWithEverythingIsAccepted() {
    assertAccepted(new Content.Notification("Pedido 12", "Saiu", URI.create("https://shop.example/12.png"),
        Map.of("order", "12"), URI.create("https://shop.example/orders/12"), "order-12", json("""
            {"android": {"priority": "HIGH", "ttl": "3600s", "direct_boot_ok": true, "data": {"a": "b"},
                         "notification": {"channel_id": "orders", "color": "#ff0000", "notification_count": 3,
                                          "default_vibrate_timings": true, "visibility": "PRIVATE"},
                         "fcm_options": {"analytics_label": "orders"}},
             "apns": {"headers": {"apns-priority": "10"}, "payload": {"aps": {"sound": "default", "badge": 1}}},
             "webpush": {"urgency": "high", "ttl": 60, "notification": {"requireInteraction": true},
                         "data": {"a": "b"}},
             "fcmOptions": {"analyticsLabel": "spring"}}""")));
  }

  @Test
  void dataAloneIsAccepted() {
    assertAccepted(new Content.Notification(null, null, null, Map.of("sync", "now"), null, null, null));
  }

  @Test
  void aCheckIsAccepted() {
    assertThat(provider(prism.url()).check(null)).extracting(Finding::verdict).containsExactly(Verdict.GOOD,
        Verdict.GOOD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"android\": {\"colour\": \"red\"}}", "{\"apns\": {\"sound\": \"default\"}}",
      "{\"android\": {\"priority\": \"URGENT\"}}", "{\"webpush\": {\"notification\": 5}}",
      "{\"android\": {\"data\": {\"number\": 5}}}"})
  void whatFcmDoesNotKnowIsRefusedAndSaidSo(String options) {
    var result = provider(prism.url())
        .send(message(new Content.Notification("T", null, null, Map.of(), null, null, json(options))));

    assertThat(result).isInstanceOf(SendResult.Rejected.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"message\":{\"token\":5}}", "{\"message\":{\"token\":\"x\",\"data\":{\"a\":1}}}",
      "{\"message\":{\"token\":\"x\"},\"validate\":true}", "{\"message\":{\"token\":\"x\",\"body\":\"x\"}}", "[]"})
  void thePeerRefusesWhatIsWrong(String body) throws Exception {
    assertThat(post(prism.url() + "/v1/projects/p/messages:send", body, "Authorization", "Bearer x").statusCode())
        .isBetween(400, 499);
  }

  @Test
  void thePeerRefusesWhoHasNoToken() throws Exception {
    assertThat(post(prism.url() + "/v1/projects/p/messages:send", "{\"message\":{\"token\":\"x\"}}", "X-None", "x")
        .statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      400 | Rejected    | CONTENT_REFUSED
      401 | Rejected    | BAD_CREDENTIALS
      403 | Rejected    | BAD_CONFIGURATION
      404 | Rejected    | ADDRESS_GONE
      429 | RetryLater  | THROTTLED
      500 | Unconfirmed | SERVICE_ERROR
      503 | RetryLater  | SERVICE_ERROR
      """)
  void everyErrorOfTheSpecificationHasOurReason(String code, String kind, FailureReason reason) throws Exception {
    try (var asking = new Asking("code=" + code)) {
      var result = provider(asking.url()).send(message(new Content.Text("Olá")));

      assertThat(result.getClass().getSimpleName()).isEqualTo(kind);
      assertThat(FcmErrorsTest.failure(result).reason()).isEqualTo(reason);
    }
  }

  /// Hands requests on to the peer and tells it which answer to give.
  private static final class Asking implements AutoCloseable {

    private final HttpServer server;

    Asking(String preference) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
      server.createContext("/", call -> {
        var body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        try {
          var answer = post(prism.url() + call.getRequestURI(), body, "Authorization",
              call.getRequestHeaders().getFirst("Authorization"), "Prefer", preference);
          TokenServer.reply(call, answer.statusCode(), answer.body());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static HttpResponse<String> post(String url, String body, String... headers)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url)).header("Content-Type", "application/json").headers(headers)
        .POST(BodyPublishers.ofString(body)).build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString());
    }
  }

  private static void assertAccepted(Content content) {
    assertThat(provider(prism.url()).send(message(content))).isInstanceOfSatisfying(SendResult.Accepted.class,
        accepted -> assertThat(accepted.providerMessageId()).startsWith("projects/"));
  }

  private static FcmProvider provider(String url) {
    return FACTORY.create(new AccountConfiguration(UUID.randomUUID(), "push",
        JsonNodeFactory.instance.objectNode().put("url", url).put("tokenUrl", TOKENS.url()).put("timeout", 60_000),
        Map.of("serviceAccount", TokenServer.secret())));
  }

  private static OutboundMessage message(Content content) {
    return new OutboundMessage(UUID.randomUUID(), "device-1", content, null, 1,
        System.nanoTime() + Duration.ofMinutes(1).toNanos());
  }

  private static JsonNode json(String text) {
    return Json.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
