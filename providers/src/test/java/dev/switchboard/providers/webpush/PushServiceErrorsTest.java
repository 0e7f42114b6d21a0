package dev.switchboard.providers.webpush;

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

class PushServiceErrorsTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      404 |                                                               | Rejected    | ADDRESS_GONE        | 404
      410 | {"code":410,"errno":106,"message":"Request did not validate"} | Rejected    | ADDRESS_GONE        | errno 106
      410 | {"reason":"Unregistered"}                                     | Rejected    | ADDRESS_GONE        | Unregistered
      410 | push subscription has unsubscribed or expired.                | Rejected    | ADDRESS_GONE        | 410
      413 | {"code":413,"errno":104}                                      | Rejected    | CONTENT_REFUSED     | errno 104
      401 | {"code":401,"errno":109,"message":"Invalid VAPID token"}      | Rejected    | BAD_CREDENTIALS     | errno 109
      401 | {"errno":109,"message":"VAPID public key mismatch"}           | Rejected    | BAD_CONFIGURATION   | errno 109
      403 | {"reason":"BadJwtToken"}                                      | Rejected    | BAD_CREDENTIALS     | BadJwtToken
      403 | permission denied: invalid JWT provided                       | Rejected    | BAD_CREDENTIALS     | 403
      403 | the VAPID credentials in the authorization header do not correspond to the credentials used to create the subscriptions. | Rejected | BAD_CONFIGURATION | 403
      400 | {"reason":"VapidPkHashMismatch"}                              | Rejected    | BAD_CONFIGURATION   | VapidPkHashMismatch
      400 | UnauthorizedRegistration                                      | Rejected    | BAD_CONFIGURATION   | 400
      400 | {"reason":"BadWebPushTopic"}                                  | Rejected    | CONTENT_REFUSED     | BadWebPushTopic
      400 | {"reason":"BadDeviceToken"}                                   | Rejected    | BAD_ADDRESS         | BadDeviceToken
      400 | {"code":400,"errno":110}                                      | Rejected    | CONTENT_REFUSED     | errno 110
      400 | authorization header had invalid format                       | Rejected    | BAD_CREDENTIALS     | 400
      400 |                                                               | Rejected    | BAD_CONFIGURATION   | 400
      401 |                                                               | Rejected    | BAD_CREDENTIALS     | 401
      406 |                                                               | RetryLater  | RECIPIENT_THROTTLED | 406
      429 |                                                               | RetryLater  | THROTTLED           | 429
      500 |                                                               | Unconfirmed | SERVICE_ERROR       | 500
      502 | <html>                                                        | Unconfirmed | SERVICE_ERROR       | 502
      503 | {"code":503,"errno":201}                                      | RetryLater  | SERVICE_ERROR       | errno 201
      301 |                                                               | Rejected    | UNKNOWN             | 301
      418 |                                                               | Rejected    | UNKNOWN             | 418
      204 |                                                               | Unconfirmed | SERVICE_ERROR       | 204
      """)
  void theAnswersOfTheServicesHaveOurReasons(int status, String body, String result, FailureReason reason,
      String code) {
    var meaning = PushServiceErrors.meaningOf(answer(status, Map.of(), body == null ? "" : body), NOW);

    assertThat(meaning.getClass().getSimpleName()).isEqualTo(result);
    assertThat(failure(meaning).reason()).isEqualTo(reason);
    assertThat(failure(meaning).code()).isEqualTo(code);
  }

  @Test
  void aServiceThatSaysWhenHasNotTakenIt() {
    for (var status : new int[]{429, 500, 502, 503, 504}) {
      assertThat(PushServiceErrors.meaningOf(answer(status, Map.of("retry-after", "120"), ""), NOW))
          .isInstanceOfSatisfying(SendResult.RetryLater.class,
              later -> assertThat(later.retryAfter()).isEqualTo(Duration.ofMinutes(2)));
    }
  }

  private static Answered answer(int status, Map<String, String> headers, String body) {
    return new Answered(status, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  static Failure failure(SendResult result) {
    return switch (result) {
      case SendResult.Rejected(var failure) -> failure;
      case SendResult.RetryLater(var failure, _) -> failure;
      case SendResult.Unconfirmed(var failure) -> failure;
      case SendResult.Accepted _ -> throw new AssertionError("accepted");
    };
  }
}
