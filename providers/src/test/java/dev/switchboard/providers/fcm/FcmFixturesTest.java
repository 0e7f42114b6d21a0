package dev.switchboard.providers.fcm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.providers.peer.SharedMaterial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Answers that other projects have got from FCM and from Apple behind it, given to the whole provider.
class FcmFixturesTest {

  /// What each of them means; any that is not here must be understood or be of no known reason, and never thrown at.
  private static final Map<String, String> MEANINGS = Map.ofEntries(
      Map.entry("fcm_batch_failure_2_400.json", "Rejected ADDRESS_GONE"),
      Map.entry("fcm_batch_success_1_200.json", "Accepted"),
      Map.entry("fcm_error_1_NOT_FOUND_.json", "Rejected BAD_ADDRESS"),
      Map.entry("fcm_error_4_INVALID_ARGUMENT_UNKNOWN_FCM_ERROR.json", "Rejected CONTENT_REFUSED"),
      Map.entry("fcm_Bad_gateway.html", "Unconfirmed SERVICE_ERROR"),
      Map.entry("fcm_Internal_server_error.json", "Unconfirmed SERVICE_ERROR"),
      Map.entry("fcm_Invalid_registration_token.json", "Rejected ADDRESS_GONE"),
      Map.entry("fcm_Missing_registration_token.json", "Rejected CONTENT_REFUSED"),
      Map.entry("fcm_Payload_too_large.json", "Rejected CONTENT_REFUSED"),
      Map.entry("fcm_Unregistered_token.json", "Rejected ADDRESS_GONE"),
      Map.entry("fcm_Verification_only.json", "Accepted"),
      Map.entry("apns_400_Bad_device_token.json", "Rejected BAD_ADDRESS"),
      Map.entry("apns_400_Device_token_not_for_topic.json", "Rejected BAD_CONFIGURATION"));

  private final TokenServer tokens = new TokenServer();
  private final FcmFactory factory = new FcmFactory();
  private HttpServer service;
  private volatile int status;
  private volatile String body = "";

  @BeforeEach
  void startService() throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    service.createContext("/", call -> {
      call.getRequestBody().readAllBytes();
      TokenServer.reply(call, status, body);
    });
    service.start();
  }

  @AfterEach
  void stop() {
    service.stop(0);
    tokens.close();
    factory.close();
  }

  @Test
  void everyAnswerThatOthersHaveGotIsUnderstood() {
    var files = Stream.of("fixtures/firebase-admin", "fixtures/pushiko").map(SharedMaterial::files)
        .flatMap(List::stream).toList();
    var provider = factory.create(new AccountConfiguration(UUID.randomUUID(), "push",
        JsonNodeFactory.instance.objectNode().put("url", "http://127.0.0.1:" + service.getAddress().getPort())
            .put("tokenUrl", tokens.url()),
        Map.of("serviceAccount", TokenServer.secret())));

    var lines = new ArrayList<String>();
    var unknown = 0;
    for (var file : files) {
      prepare(file);
      var result = meaning(provider.send(message()));
      unknown += result.endsWith(FailureReason.UNKNOWN.name()) ? 1 : 0;
      lines.add("%-62s %d  %s".formatted(file.getParent().getFileName() + "/" + file.getFileName(), status, result));
      var expected = MEANINGS.get(file.getFileName().toString());
      if (expected != null) {
        assertThat(result).as("%s", file).isEqualTo(expected);
      }
    }

    System.out.printf("FCM's answers: %d understood, %d kept as unknown, 0 refused%n%s%n", files.size() - unknown,
        unknown, String.join("\n", lines));
    assertThat(files).isNotEmpty();
  }

  // What Apple said reaches us within FCM's answer and never alone.
  private void prepare(Path file) {
    var text = read(file);
    if (file.getFileName().toString().startsWith("apns_")) {
      var reason = Json.read(text.getBytes(StandardCharsets.UTF_8)).path("reason").asText();
      status = 400;
      body = FcmErrorsTest.error(400, "INVALID_ARGUMENT", FcmErrorsTest.apns(reason));
      return;
    }
    body = text;
    status = status(file, text);
  }

  private static int status(Path file, String text) {
    var error = Json.read(text.getBytes(StandardCharsets.UTF_8)).path("error");
    if (file.toString().endsWith(".html")) {
      return 502;
    }
    return error.isMissingNode() ? 200
        : error.path("code").asInt(error.path("status").asText().equals("NOT_FOUND") ? 404 : 400);
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String meaning(SendResult result) {
    var kind = result.getClass().getSimpleName();
    return result instanceof SendResult.Accepted ? kind : kind + " " + FcmErrorsTest.failure(result).reason();
  }

  private static OutboundMessage message() {
    return new OutboundMessage(UUID.randomUUID(), "device-1", new Content.Text("Olá"), null, 1,
        System.nanoTime() + Duration.ofMinutes(1).toNanos());
  }
}
