package dev.switchboard.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.spi.Conduct;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.Files;
import dev.switchboard.core.spi.HttpCall;
import dev.switchboard.core.spi.HttpFakeService;
import dev.switchboard.core.spi.HttpReply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is sure about a call, on a real wire.
class ServiceClientTest {

  private static final Duration PATIENT = Duration.ofSeconds(20);

  private final Service service = new Service();
  private final ServiceClient client = new ServiceClient();

  @AfterEach
  void close() {
    client.close();
    service.close();
  }

  @Test
  void anAnswerIsAnAnswerWhateverItSays() {
    service.behave(Conduct.REFUSES);

    assertThat(client.call(post(PATIENT))).isInstanceOfSatisfying(Exchange.Answered.class,
        answer -> assertThat(answer.status()).isEqualTo(422));
  }

  @Test
  void aRedirectIsNotFollowed() {
    service.answer = new HttpReply(307, Map.of("Location", "http://127.0.0.1:1/"), new byte[0]);

    assertThat(client.call(post(PATIENT))).isInstanceOfSatisfying(Exchange.Answered.class,
        answer -> assertThat(answer.status()).isEqualTo(307));
  }

  @Test
  void nothingIsRepeated() {
    service.answer = new HttpReply(503, Map.of("Retry-After", "0"), new byte[0]);
    client.call(post(PATIENT));
    service.behave(Conduct.LOSES_CONNECTION);
    client.call(post(PATIENT));

    assertThat(service.asked()).isEqualTo(2);
  }

  @Test
  void anAnswerThatIsTooLongIsNone() {
    service.answer = HttpReply.json(200, "x".repeat(2_000_000));

    assertThat(client.call(post(PATIENT))).isInstanceOf(Exchange.Unanswered.class);
  }

  @Test
  void afterTheDeadlineNothingReachesTheService() {
    var late = post(PATIENT).before(System.nanoTime() - 1);

    assertThat(client.call(late)).isInstanceOf(Exchange.NotSent.class);
    assertThat(service.asked()).isZero();
  }

  @Test
  void aDeadlineThatPassesJustBeforeTheBodyCutsTheConnection() {
    var cut = new AtomicBoolean();
    var body = new GuardedBody(post(PATIENT).before(System.nanoTime() - 1),
        new ByteArrayEntity(new byte[10], ContentType.APPLICATION_JSON), () -> cut.set(true));

    assertThatThrownBy(() -> body.writeTo(OutputStream.nullOutputStream()))
        .isInstanceOf(GuardedBody.DeadlinePassed.class);
    assertThat(cut).isTrue();
    assertThat(body.written()).isFalse();
  }

  @Test
  void aFileThatGoesAlongIsSentLikeAnyBody() {
    assertThat(withFile(post(PATIENT))).isInstanceOf(Exchange.Answered.class);
    assertThat(withFile(post(PATIENT).before(System.nanoTime() - 1))).isInstanceOf(Exchange.NotSent.class);
    service.behave(Conduct.LOSES_CONNECTION);
    assertThat(withFile(post(PATIENT))).isInstanceOf(Exchange.Unanswered.class);
    assertThat(service.taken()).isEqualTo(2);
    service.close();
    assertThat(withFile(post(PATIENT))).isInstanceOf(Exchange.NotSent.class);
  }

  private Exchange withFile(Call call) {
    return client.call(call, Map.of("caption", "Olá"), "photo",
        new Files.Kept(UUID.randomUUID(), "image/jpeg", "a.jpg", 3), new ByteArrayInputStream(new byte[3]));
  }

  @Test
  void aPortNobodyListensOnIsReachedByNothing() {
    service.close();

    assertThat(client.call(post(PATIENT))).isInstanceOfSatisfying(Exchange.NotSent.class,
        notSent -> assertThat(notSent.failure().reason()).isEqualTo(FailureReason.UNREACHABLE));
  }

  @Test
  void aConnectionThatIsNotAcceptedInTimeIsReachedByNothing() throws IOException {
    // A full backlog: the handshake is never completed.
    try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var url = URI.create("http://127.0.0.1:" + full.getLocalPort() + "/");
      for (var i = 0; i < 10; i++) {
        Thread.startVirtualThread(() -> client.call(Call.get(url, Map.of(), PATIENT)));
      }
      await().until(() -> client
          .call(Call.postJson(url, Map.of(), new byte[10], Duration.ofMillis(200))) instanceof Exchange.NotSent);
    }
  }

  @Test
  void theTimeoutBoundsTheWholeCall() {
    service.behave(Conduct.DRIPS);

    assertThat(client.call(post(Duration.ofMillis(300)))).isInstanceOfSatisfying(Exchange.Unanswered.class,
        unanswered -> assertThat(unanswered.failure().reason()).isEqualTo(FailureReason.TIMEOUT));
  }

  @Test
  void retryAfterIsSecondsOrADate() {
    var now = Instant.parse("2026-11-21T12:00:00Z");

    assertThat(retryAfter("120", now)).contains(Duration.ofMinutes(2));
    assertThat(retryAfter("Sat, 21 Nov 2026 12:00:30 GMT", now)).contains(Duration.ofSeconds(30));
    assertThat(retryAfter("Sat, 21 Nov 2026 11:00:00 GMT", now)).contains(Duration.ZERO);
    assertThat(retryAfter("soon", now)).isEmpty();
  }

  @Test
  void nothingPrintsHeadersOrBodies() {
    var call = Call.postJson(URI.create("http://h/path?token=secret"), Map.of("Authorization", "secret"),
        "secret".getBytes(StandardCharsets.UTF_8), PATIENT);

    assertThat(call.toString()).isEqualTo("POST http://h/path");
  }

  private static Optional<Duration> retryAfter(String value, Instant now) {
    return new Exchange.Answered(429, Map.of("retry-after", value), new byte[0]).retryAfter(now);
  }

  private Call post(Duration timeout) {
    return Call.postJson(URI.create("http://" + service.host() + ":" + service.port() + "/"), Map.of(), new byte[10],
        timeout);
  }

  private static final class Service extends HttpFakeService {

    private volatile HttpReply answer = HttpReply.json(200, "{}");

    @Override
    protected HttpReply accept(HttpCall call) {
      return answer;
    }

    @Override
    protected HttpReply throttle() {
      return HttpReply.json(429, "{}");
    }

    @Override
    protected HttpReply refuse() {
      return HttpReply.json(422, "{}");
    }

    @Override
    protected HttpReply refuseCredentials() {
      return HttpReply.json(401, "{}");
    }
  }
}
