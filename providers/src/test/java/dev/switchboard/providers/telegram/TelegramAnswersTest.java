package dev.switchboard.providers.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.providers.http.Exchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TelegramAnswersTest {

  static Stream<JsonNode> answers() throws IOException {
    return Fixtures.in("answers.json");
  }

  @ParameterizedTest
  @MethodSource("answers")
  void anAnswerMeansWhatItsFixtureSays(JsonNode fixture) {
    var body = fixture.path("body");
    var result = toSend(fixture.path("status").asInt(), body.isTextual() ? body.asText() : body.toString(), null);

    assertThat(result.getClass().getSimpleName()).isEqualTo(fixture.path("result").asText());
    assertThat(failure(result).reason().name()).isEqualTo(fixture.path("reason").asText());
    assertThat(failure(result).code()).isEqualTo(fixture.path("status").asText());
    if (fixture.has("retryAfter")) {
      assertThat(((SendResult.RetryLater) result).retryAfter())
          .isEqualTo(Duration.ofSeconds(fixture.path("retryAfter").asLong()));
    }
  }

  @Test
  void aMessageIsNamedByItsChatAndItsNumber() {
    assertThat(toSend(200, "{\"ok\":true,\"result\":{\"message_id\":42,\"chat\":{\"id\":123456789}}}", null))
        .isEqualTo(new SendResult.Accepted("123456789:42"));
  }

  @Test
  void aReactionHasOurNameBecauseTelegramGivesItNone() {
    var ours = UUID.randomUUID();

    assertThat(toSend(200, "{\"ok\":true,\"result\":true}", ours))
        .isEqualTo(new SendResult.Accepted("reaction:" + ours));
    assertThat(toSend(200, "{\"ok\":true}", ours)).isInstanceOf(SendResult.Unconfirmed.class);
  }

  private static SendResult toSend(int status, String body, @Nullable UUID nameless) {
    return TelegramAnswers.toSend(
        new Exchange.Answered(status, Map.of(), body.getBytes(StandardCharsets.UTF_8)), nameless, Instant.EPOCH);
  }

  private static Failure failure(SendResult result) {
    return switch (result) {
      case SendResult.Accepted _ -> throw new AssertionError("accepted");
      case SendResult.RetryLater(var failure, _) -> failure;
      case SendResult.Rejected(var failure) -> failure;
      case SendResult.Unconfirmed(var failure) -> failure;
    };
  }
}
