package dev.switchboard.providers.fcm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.providers.http.Exchange.Answered;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FcmErrorsTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      UNREGISTERED           | 404 | NOT_FOUND          | Rejected    | ADDRESS_GONE
      SENDER_ID_MISMATCH     | 403 | PERMISSION_DENIED  | Rejected    | BAD_CONFIGURATION
      INVALID_ARGUMENT       | 400 | INVALID_ARGUMENT   | Rejected    | CONTENT_REFUSED
      QUOTA_EXCEEDED         | 429 | RESOURCE_EXHAUSTED | RetryLater  | THROTTLED
      UNAVAILABLE            | 503 | UNAVAILABLE        | RetryLater  | SERVICE_ERROR
      INTERNAL               | 500 | INTERNAL           | Unconfirmed | SERVICE_ERROR
      THIRD_PARTY_AUTH_ERROR | 401 | UNAUTHENTICATED    | Rejected    | BAD_CREDENTIALS
      SOMETHING_NEW          | 400 | INVALID_ARGUMENT   | Rejected    | CONTENT_REFUSED
      UNSPECIFIED_ERROR      | 500 | INTERNAL           | Unconfirmed | SERVICE_ERROR
      """)
  void theErrorsOfFcmHaveOurReasons(String code, int http, String status, String result, FailureReason reason) {
    var answer = answer(http, error(http, status, fcm(code)));

    assertMeans(answer, result, reason);
    assertThat(failure(FcmErrors.meaningOf(answer, NOW)).code()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      400 | INVALID_ARGUMENT    | Rejected    | CONTENT_REFUSED
      400 | FAILED_PRECONDITION | Rejected    | BAD_CONFIGURATION
      401 | UNAUTHENTICATED     | Rejected    | BAD_CREDENTIALS
      403 | PERMISSION_DENIED   | Rejected    | BAD_CONFIGURATION
      404 | NOT_FOUND           | Rejected    | BAD_ADDRESS
      429 | RESOURCE_EXHAUSTED  | RetryLater  | THROTTLED
      500 | INTERNAL            | Unconfirmed | SERVICE_ERROR
      503 | UNAVAILABLE         | RetryLater  | SERVICE_ERROR
      504 | DEADLINE_EXCEEDED   | Unconfirmed | TIMEOUT
      """)
  void withoutAnErrorOfFcmTheStatusDecides(int http, String status, String result, FailureReason reason) {
    assertMeans(answer(http, error(http, status, "")), result, reason);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      400 | Rejected    | CONTENT_REFUSED
      401 | Rejected    | BAD_CREDENTIALS
      404 | Rejected    | BAD_CONFIGURATION
      418 | Rejected    | UNKNOWN
      429 | RetryLater  | THROTTLED
      500 | Unconfirmed | SERVICE_ERROR
      502 | Unconfirmed | SERVICE_ERROR
      503 | Unconfirmed | SERVICE_ERROR
      504 | Unconfirmed | TIMEOUT
      302 | Unconfirmed | SERVICE_ERROR
      """)
  void whatIsNotOfFcmIsTakenByItsNumber(int http, String result, FailureReason reason) {
    assertMeans(answer(http, "<!DOCTYPE html><title>Error</title>"), result, reason);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      Unregistered           | Rejected    | ADDRESS_GONE
      BadDeviceToken         | Rejected    | BAD_ADDRESS
      DeviceTokenNotForTopic | Rejected    | BAD_CONFIGURATION
      PayloadTooLarge        | Rejected    | CONTENT_REFUSED
      ExpiredProviderToken   | Rejected    | BAD_CREDENTIALS
      TooManyRequests        | RetryLater  | RECIPIENT_THROTTLED
      ServiceUnavailable     | RetryLater  | SERVICE_ERROR
      InternalServerError    | Unconfirmed | SERVICE_ERROR
      SomethingNew           | Rejected    | CONTENT_REFUSED
      """)
  void whatAppleSaidIsHeardThroughFcm(String reason, String result, FailureReason ours) {
    var answer = answer(400, error(400, "INVALID_ARGUMENT", fcm("INVALID_ARGUMENT") + "," + apns(reason)));

    assertMeans(answer, result, ours);
    assertThat(failure(FcmErrors.meaningOf(answer, NOW)).code()).isEqualTo("INVALID_ARGUMENT " + reason);
  }

  @Test
  void aTokenIsGivenUpWhereAViolationNamesIt() {
    assertMeans(answer(400, error(400, "INVALID_ARGUMENT", fcm("INVALID_ARGUMENT") + "," + violation("message.token"))),
        "Rejected", FailureReason.ADDRESS_GONE);
  }

  @Test
  void aTokenIsKeptWhereAViolationNamesSomethingElse() {
    for (var field : new String[]{"message", "message.data[0].value", "message.token_extra", "message.android.ttl"}) {
      assertMeans(answer(400, error(400, "INVALID_ARGUMENT", violation(field) + "," + fcm("INVALID_ARGUMENT"))),
          "Rejected", FailureReason.CONTENT_REFUSED);
    }
  }

  @Test
  void theServicesOwnTimeIsKept() {
    var answer = new Answered(429, Map.of("retry-after", "150"),
        bytes(error(429, "RESOURCE_EXHAUSTED", fcm("QUOTA_EXCEEDED"))));

    assertThat(retryAfter(answer)).isEqualTo(Duration.ofSeconds(150));
  }

  @Test
  void aQuotaWithoutATimeRestsForAMinute() {
    assertThat(retryAfter(answer(429, error(429, "RESOURCE_EXHAUSTED", fcm("QUOTA_EXCEEDED")))))
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void tooMuchForOneDeviceSlowsDownNobodyElse() {
    var quota = "{\"@type\":\"type.googleapis.com/google.rpc.QuotaFailure\",\"violations\":[{\"subject\":\"device\","
        + "\"description\":\"Device message rate exceeded\"}]}";

    assertMeans(answer(429, error(429, "RESOURCE_EXHAUSTED", fcm("QUOTA_EXCEEDED") + "," + quota)), "RetryLater",
        FailureReason.RECIPIENT_THROTTLED);
  }

  @Test
  void onlyAnAccessTokenIsWorthAnotherOne() {
    assertThat(FcmErrors.wantsAnotherToken(answer(401, error(401, "UNAUTHENTICATED", "")))).isTrue();
    assertThat(FcmErrors.wantsAnotherToken(answer(401, error(401, "UNAUTHENTICATED", fcm("THIRD_PARTY_AUTH_ERROR")))))
        .isFalse();
    assertThat(FcmErrors.wantsAnotherToken(answer(403, error(403, "PERMISSION_DENIED", "")))).isFalse();
  }

  @Test
  void detailsOfAnotherShapeAreNeverThrownAt() {
    for (var body : new String[]{"", "null", "[]", "{\"error\":[]}", "{\"error\":{\"details\":{}}}",
        "{\"error\":{\"details\":[null,1,{\"@type\":5},{\"@type\":\"x/google.firebase.fcm.v1.FcmError\",\"errorCode\":{}}]}}",
        "{\"error\":{\"status\":[],\"message\":{},\"details\":[{\"@type\":\"x/google.rpc.BadRequest\",\"fieldViolations\":7}]}}"}) {
      assertThat(FcmErrors.meaningOf(answer(400, body), NOW)).as(body).isInstanceOf(SendResult.Rejected.class);
    }
  }

  private static void assertMeans(Answered answer, String result, FailureReason reason) {
    var meaning = FcmErrors.meaningOf(answer, NOW);
    assertThat(meaning.getClass().getSimpleName()).isEqualTo(result);
    assertThat(failure(meaning).reason()).isEqualTo(reason);
  }

  static Failure failure(SendResult result) {
    return switch (result) {
      case SendResult.Rejected(var failure) -> failure;
      case SendResult.RetryLater(var failure, _) -> failure;
      case SendResult.Unconfirmed(var failure) -> failure;
      case SendResult.Accepted _ -> throw new AssertionError("accepted");
    };
  }

  private static Duration retryAfter(Answered answer) {
    return ((SendResult.RetryLater) FcmErrors.meaningOf(answer, NOW)).retryAfter();
  }

  private static Answered answer(int http, String body) {
    return new Answered(http, Map.of(), bytes(body));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String error(int http, String status, String details) {
    return "{\"error\":{\"code\":%d,\"message\":\"words\",\"status\":\"%s\",\"details\":[%s]}}".formatted(http, status,
        details);
  }

  private static String fcm(String code) {
    return "{\"@type\":\"type.googleapis.com/google.firebase.fcm.v1.FcmError\",\"errorCode\":\"%s\"}".formatted(code);
  }

  static String apns(String reason) {
    return "{\"@type\":\"type.googleapis.com/google.firebase.fcm.v1.ApnsError\",\"statusCode\":400,\"reason\":\"%s\"}"
        .formatted(reason);
  }

  private static String violation(String field) {
    return "{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\",\"fieldViolations\":[{\"field\":\"%s\"}]}"
        .formatted(field);
  }
}
