package dev.switchboard.providers.fcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.switchboard.core.spi.AccountCheck.Finding;
import dev.switchboard.core.spi.AccountCheck.Verdict;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.SendResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FcmProviderTest {

  private static final String TAKEN = "{\"name\":\"projects/my-shop-4711/messages/1\"}";

  private final TokenServer tokens = new TokenServer();
  private final FcmFactory factory = new FcmFactory();
  private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
  private HttpServer service;
  private volatile BiFunction<String, String, Reply> answers = (_, _) -> new Reply(200, TAKEN);

  private record Reply(int status, String body) {}

  @BeforeEach
  void startService() throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    service.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    service.createContext("/", call -> {
      var body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var token = call.getRequestHeaders().getFirst("Authorization");
      asked.add(call.getRequestURI() + " " + token + " " + body);
      var reply = answers.apply(token, body);
      TokenServer.reply(call, reply.status(), reply.body());
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
  void aMessageIsPostedToTheProjectWithAToken() {
    assertThat(provider().send(text("Olá"))).isEqualTo(new SendResult.Accepted("projects/my-shop-4711/messages/1"));

    assertThat(asked).singleElement().asString()
        .startsWith("/v1/projects/my-shop-4711/messages:send Bearer token-1 {\"message\":{\"token\":\"device-1\"");
  }

  @Test
  void oneTokenServesManyMessages() throws Exception {
    var provider = provider();
    var sends = new ArrayList<Callable<SendResult>>();
    for (var i = 0; i < 50; i++) {
      sends.add(() -> provider.send(text("Olá")));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var result : threads.invokeAll(sends)) {
        assertThat(result.get()).isInstanceOf(SendResult.Accepted.class);
      }
    }

    assertThat(tokens.given()).isEqualTo(1);
  }

  @Test
  void aTokenThatHasRunOutIsNotUsedAgain() {
    tokens.giveFor(30);
    var provider = provider();

    provider.send(text("one"));
    provider.send(text("two"));

    assertThat(asked).extracting(call -> call.split(" ")[2]).containsExactly("token-1", "token-2");
  }

  @Test
  void aTokenThatIsNotAcceptedIsReplacedOnce() {
    answers = (token, _) -> token.equals("Bearer token-1") ? new Reply(401, unauthenticated()) : new Reply(200, TAKEN);

    assertThat(provider().send(text("Olá"))).isInstanceOf(SendResult.Accepted.class);
    assertThat(asked).extracting(call -> call.split(" ")[2]).containsExactly("token-1", "token-2");
  }

  @Test
  void tokensThatAreNeverAcceptedAreBadCredentials() {
    answers = (_, _) -> new Reply(401, unauthenticated());

    assertRejected(provider().send(text("Olá")), FailureReason.BAD_CREDENTIALS);
    assertThat(asked).hasSize(2);
  }

  @Test
  void applesCredentialsAreNotMendedByAnotherToken() {
    answers = (_, _) -> new Reply(401, FcmErrorsTest.error(401, "UNAUTHENTICATED",
        "{\"@type\":\"type.googleapis.com/google.firebase.fcm.v1.FcmError\",\"errorCode\":\"THIRD_PARTY_AUTH_ERROR\"}"));

    assertRejected(provider().send(text("Olá")), FailureReason.BAD_CREDENTIALS);
    assertThat(asked).hasSize(1);
  }

  @Test
  void aServiceAccountThatGoogleDoesNotAcceptIsBadCredentials() {
    tokens.refuse(400, "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT Signature.\"}");

    var result = provider().send(text("Olá"));

    assertRejected(result, FailureReason.BAD_CREDENTIALS);
    assertThat(FcmErrorsTest.failure(result).code()).isEqualTo("invalid_grant");
    assertThat(asked).isEmpty();
  }

  @Test
  void aTokenEndpointWithAProblemIsTriedLaterForNothingWasSent() {
    for (var status : new int[]{500, 502, 503}) {
      tokens.refuse(status, "<html>");
      assertThat(provider().send(text("Olá"))).isInstanceOfSatisfying(SendResult.RetryLater.class,
          later -> assertThat(later.failure().reason()).isEqualTo(FailureReason.SERVICE_ERROR));
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void aTokenEndpointThatAnswersNonsenseIsTriedLater() {
    for (var nonsense : List.of("", "{", "[]", "{\"access_token\":5}", "{\"access_token\":\"x\"}", "<html>")) {
      tokens.refuse(201, nonsense);
      assertThat(provider().send(text("Olá"))).as(nonsense).isInstanceOf(SendResult.RetryLater.class);
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void aTokenEndpointThatNeverAnswersEndsWithTheTimeout() {
    tokens.hang();

    assertThat(provider(Duration.ofMillis(300)).send(text("Olá"))).isInstanceOfSatisfying(SendResult.RetryLater.class,
        later -> assertThat(later.failure().reason()).isEqualTo(FailureReason.TIMEOUT));
  }

  @Test
  void aTokenEndpointThatIsAwayIsTriedLater() {
    var provider = provider();
    tokens.close();

    assertThat(provider.send(text("Olá"))).isInstanceOfSatisfying(SendResult.RetryLater.class,
        later -> assertThat(later.failure().reason()).isEqualTo(FailureReason.UNREACHABLE));
  }

  @Test
  void whatIsTooLongForFcmIsNotSent() {
    var notification = new Content.Notification("T", "x".repeat(3000), null, Map.of("a", "x".repeat(1100)), null, null,
        null);

    assertRejected(provider().send(message(notification)), FailureReason.CONTENT_REFUSED);
    assertThat(asked).isEmpty();
    assertThat(tokens.given()).isZero();
  }

  @Test
  void aDataAloneIsRefusedWhereItIsEmpty() {
    assertRejected(provider().send(message(new Content.Notification(null, null, null, Map.of(), null, null, null))),
        FailureReason.CONTENT_REFUSED);
    assertThat(asked).isEmpty();
  }

  @Test
  void aGoodAccountIsFoundGood() {
    assertThat(provider().check(null)).extracting(Finding::verdict).containsExactly(Verdict.GOOD, Verdict.GOOD);
    assertThat(asked).singleElement().asString().contains("\"validateOnly\":true");
  }

  @Test
  void aCheckSaysWhatIsWrongWithTheKey() {
    tokens.refuse(401, "{\"error\":\"invalid_client\"}");

    assertThat(provider().check(null)).singleElement().satisfies(finding -> {
      assertThat(finding.verdict()).isEqualTo(Verdict.BAD);
      assertThat(finding.setting()).isEqualTo("serviceAccount");
    });
  }

  @Test
  void aCheckSaysWhatIsWrongWithTheProject() {
    answers = (_, _) -> new Reply(403, FcmErrorsTest.error(403, "PERMISSION_DENIED", ""));

    assertThat(provider().check(null)).last().satisfies(finding -> {
      assertThat(finding.verdict()).isEqualTo(Verdict.BAD);
      assertThat(finding.setting()).isEqualTo("projectId");
    });
  }

  @Test
  void aCheckThatCannotBeMadeSaysSo() {
    answers = (_, _) -> new Reply(500, "{}");

    assertThat(provider().check(null)).last().extracting(Finding::verdict).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void aKeyFileThatIsNoneIsRefusedWithoutShowingIt() {
    var halved = TokenServer.keyFile().put("private_key",
        "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----");
    for (var file : List.of("", "secret", "{\"type\":\"authorized_user\"}", TokenServer.keyFile().without("private_key")
        .toString(), halved.toString(), "{\"secret")) {
      assertThatThrownBy(() -> factory.create(account(JsonNodeFactory.instance.objectNode(), new Secret(file))))
          .isInstanceOfSatisfying(InvalidConfigurationException.class,
              e -> assertThat(e.setting()).isEqualTo("serviceAccount"))
          .hasMessageNotContaining("c2VjcmV0").hasMessageNotContaining("\"secret");
    }
  }

  @Test
  void theProjectIsTheKeysUnlessSaidOtherwise() {
    factory.create(account(settings(Duration.ofSeconds(20)).put("projectId", "another"), TokenServer.secret()))
        .send(text("Olá"));

    assertThat(asked).singleElement().asString().startsWith("/v1/projects/another/messages:send");
  }

  private static String unauthenticated() {
    return FcmErrorsTest.error(401, "UNAUTHENTICATED", "");
  }

  private static void assertRejected(SendResult result, FailureReason reason) {
    assertThat(result).isInstanceOfSatisfying(SendResult.Rejected.class,
        rejected -> assertThat(rejected.failure().reason()).isEqualTo(reason));
  }

  private FcmProvider provider() {
    return provider(Duration.ofSeconds(20));
  }

  private FcmProvider provider(Duration timeout) {
    return factory.create(account(settings(timeout), TokenServer.secret()));
  }

  private ObjectNode settings(Duration timeout) {
    return JsonNodeFactory.instance.objectNode().put("url", "http://127.0.0.1:" + service.getAddress().getPort())
        .put("tokenUrl", tokens.url()).put("timeout", timeout.toMillis());
  }

  private static AccountConfiguration account(ObjectNode settings, Secret key) {
    return new AccountConfiguration(UUID.randomUUID(), "push", settings, Map.of("serviceAccount", key));
  }

  private static OutboundMessage text(String text) {
    return message(new Content.Text(text));
  }

  private static OutboundMessage message(Content content) {
    return new OutboundMessage(UUID.randomUUID(), "device-1", content, null, 1,
        System.nanoTime() + Duration.ofMinutes(1).toNanos());
  }
}
