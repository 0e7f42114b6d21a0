package dev.switchboard.providers.whatsapp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.providers.http.Exchange.Answered;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorCodesTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final GraphAnswers answers = new GraphAnswers(new Secret("token-0123456789"));

  @ParameterizedTest
  @CsvSource(textBlock = """
      1, SERVICE_ERROR
      2, SERVICE_ERROR
      131000, SERVICE_ERROR
      131016, SERVICE_ERROR
      131057, SERVICE_ERROR
      133004, SERVICE_ERROR
      4, THROTTLED
      17, THROTTLED
      613, THROTTLED
      80007, THROTTLED
      130429, THROTTLED
      131048, THROTTLED
      131056, RECIPIENT_THROTTLED
      """)
  void whatPassesByItselfIsTriedLater(int code, FailureReason reason) {
    assertThat(toSend(400, code)).isInstanceOfSatisfying(SendResult.RetryLater.class, later -> {
      assertThat(later.failure().reason()).isEqualTo(reason);
      assertThat(later.failure().code()).isEqualTo(Integer.toString(code));
    });
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      0, BAD_CREDENTIALS
      10, BAD_CREDENTIALS
      102, BAD_CREDENTIALS
      190, BAD_CREDENTIALS
      200, BAD_CREDENTIALS
      299, BAD_CREDENTIALS
      131005, BAD_CREDENTIALS
      3, BAD_CONFIGURATION
      33, BAD_CONFIGURATION
      131037, BAD_CONFIGURATION
      131045, BAD_CONFIGURATION
      133010, BAD_CONFIGURATION
      368, ACCOUNT_BLOCKED
      130497, ACCOUNT_BLOCKED
      131031, ACCOUNT_BLOCKED
      131042, ACCOUNT_BLOCKED
      130472, UNDELIVERABLE
      131049, UNDELIVERABLE
      131064, UNDELIVERABLE
      131047, WINDOW_CLOSED
      131021, BAD_ADDRESS
      131026, BAD_ADDRESS
      131030, BAD_ADDRESS
      131062, BAD_ADDRESS
      131050, OPTED_OUT
      100, CONTENT_REFUSED
      131008, CONTENT_REFUSED
      131009, CONTENT_REFUSED
      131051, CONTENT_REFUSED
      131052, CONTENT_REFUSED
      131053, CONTENT_REFUSED
      132000, CONTENT_REFUSED
      132001, CONTENT_REFUSED
      132005, CONTENT_REFUSED
      132007, CONTENT_REFUSED
      132008, CONTENT_REFUSED
      132012, CONTENT_REFUSED
      132015, CONTENT_REFUSED
      132016, CONTENT_REFUSED
      132068, CONTENT_REFUSED
      132069, CONTENT_REFUSED
      135000, CONTENT_REFUSED
      999999, UNKNOWN
      """)
  void whatDoesNotPassIsRejected(int code, FailureReason reason) {
    assertThat(toSend(400, code)).isInstanceOfSatisfying(SendResult.Rejected.class, rejected -> {
      assertThat(rejected.failure().reason()).isEqualTo(reason);
      assertThat(rejected.failure().code()).isEqualTo(Integer.toString(code));
    });
  }

  @Test
  void anObjectThatIsNotThereIsAMatterOfConfigurationAndNotOfTheMessage() {
    var result = toSend(400, "{\"error\":{\"code\":100,\"error_subcode\":33}}", Map.of(), 1);

    assertThat(((SendResult.Rejected) result).failure().reason()).isEqualTo(FailureReason.BAD_CONFIGURATION);
  }

  @Test
  void whatMetaCallsTransientIsTriedLaterWhateverItsCode() {
    var result = toSend(400, "{\"error\":{\"code\":999999,\"is_transient\":true}}", Map.of(), 1);

    assertThat(result).isInstanceOf(SendResult.RetryLater.class);
  }

  @Test
  void aNewCodeWithAServerErrorLeavesTheMessageInDoubt() {
    assertThat(toSend(500, 999999)).isInstanceOf(SendResult.Unconfirmed.class);
  }

  @ParameterizedTest
  @CsvSource({"500", "502", "503", "504", "408", "302"})
  void whatSomethingInBetweenSaysLeavesTheMessageInDoubt(int status) {
    assertThat(toSend(status, "<html>", Map.of(), 1)).isInstanceOf(SendResult.Unconfirmed.class);
  }

  @ParameterizedTest
  @CsvSource({"1, 4", "2, 16", "3, 64", "5, 1024", "6, 3600", "50, 3600"})
  void whoWritesTooFastToOneCustomerWaitsFourToThePowerOfTheAttempt(int attempt, long seconds) {
    var result = toSend(400, "{\"error\":{\"code\":131056}}", Map.of(), attempt);

    assertThat(((SendResult.RetryLater) result).retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void whoHasUsedUpTheirCallsWaitsAsLongAsGraphSays() {
    var usage = "{\"102290129340398\":[{\"type\":\"whatsapp\",\"estimated_time_to_regain_access\":19}]}";

    var result = toSend(400, "{\"error\":{\"code\":80007}}", Map.of("x-business-use-case-usage", usage), 1);

    assertThat(((SendResult.RetryLater) result).retryAfter()).isEqualTo(Duration.ofMinutes(19));
  }

  @Test
  void ourTokenIsNotRepeatedWhereMetaRepeatsIt() {
    var result = toSend(401,
        """
        {"error":{"code":190,"message":"Malformed access token token-0123456789","error_data":{"details":"EAAGm0PX4ZCpsBAabcdefgh"}}}""",
        Map.of(), 1);

    assertThat(((SendResult.Rejected) result).failure().text()).isEqualTo("Malformed access token ***: ***");
  }

  private SendResult toSend(int status, int code) {
    return toSend(status, "{\"error\":{\"message\":\"no\",\"code\":" + code + "}}", Map.of(), 1);
  }

  private SendResult toSend(int status, String body, Map<String, String> headers, int attempt) {
    return answers.toSend(new Answered(status, headers, body.getBytes(StandardCharsets.UTF_8)), attempt, NOW);
  }
}
