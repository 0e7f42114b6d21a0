package dev.switchboard.providers.webpush;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.providers.http.Exchange.Answered;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What push services' error answers mean: the status as RFC 8030 has it, and where that leaves it open, the words of the
/// services that there are.
///
/// - <https://www.rfc-editor.org/rfc/rfc8030#section-8.4>, <https://www.rfc-editor.org/rfc/rfc8292#section-4.2>
/// - Mozilla: <https://mozilla-services.github.io/autopush-rs/errors.html>
/// - Apple: <https://developer.apple.com/documentation/usernotifications/sending-web-push-notifications-in-web-apps-and-browsers>
/// - Microsoft: <https://learn.microsoft.com/windows/apps/design/shell/tiles-and-notifications/push-request-response-headers>
final class PushServiceErrors {

  private static final int LONGEST_TEXT = 300;

  private final Answered answer;
  private final JsonNode body;

  private PushServiceErrors(Answered answer) {
    this.answer = answer;
    this.body = Json.read(answer.body());
  }

  /// @param answer anything but a success
  static SendResult meaningOf(Answered answer, Instant now) {
    return new PushServiceErrors(answer).meaning(now);
  }

  private SendResult meaning(Instant now) {
    var asked = answer.retryAfter(now).orElse(null);
    return switch (answer.status()) {
      case 404, 410 -> rejected(FailureReason.ADDRESS_GONE);
      case 413 -> rejected(FailureReason.CONTENT_REFUSED);
      case 400, 401, 403 -> rejected(reason());
      // Microsoft's word for too much to one device.
      case 406 -> later(FailureReason.RECIPIENT_THROTTLED, asked);
      case 429 -> later(FailureReason.THROTTLED, asked);
      case 503 -> later(FailureReason.SERVICE_ERROR, asked);
      // A service that asks for the message again has not taken it; one that says nothing may have.
      case 500, 502, 504 -> asked == null ? inDoubt() : later(FailureReason.SERVICE_ERROR, asked);
      default -> answer.status() >= 300 && answer.status() < 500 ? rejected(FailureReason.UNKNOWN) : inDoubt();
    };
  }

  private FailureReason reason() {
    return switch (code()) {
      // Apple
      case "BadJwtToken", "ExpiredJwtToken", "MissingJwtToken", "Forbidden" -> FailureReason.BAD_CREDENTIALS;
      case "VapidPkHashMismatch", "BadPath", "MethodNotAllowed" -> FailureReason.BAD_CONFIGURATION;
      case "BadDeviceToken", "MissingDeviceToken", "DeviceTokenNotForTopic" -> FailureReason.BAD_ADDRESS;
      case "Unregistered", "ExpiredToken", "ExpiredSubscription" -> FailureReason.ADDRESS_GONE;
      case "BadWebPushRequest", "BadWebPushTopic", "BadTtl", "BadUrgency", "PayloadEmpty", "PayloadTooLarge" ->
          FailureReason.CONTENT_REFUSED;
      // Mozilla
      case "errno 101", "errno 104", "errno 110", "errno 111", "errno 112", "errno 113" ->
          FailureReason.CONTENT_REFUSED;
      case "errno 102", "errno 103", "errno 105", "errno 106" -> FailureReason.ADDRESS_GONE;
      case "errno 108" -> FailureReason.BAD_ADDRESS;
      default -> reasonByWords();
    };
  }

  /// The subscription was made with another pair of keys than the account has: that is the account's configuration, and
  /// what we said of ourselves was in order.
  private FailureReason reasonByWords() {
    var text = text();
    var words = text == null ? "" : text.toLowerCase(Locale.ROOT);
    if (Stream.of("do not correspond", "mismatch", "unauthorizedregistration", "unauthorized registration")
        .anyMatch(words::contains)) {
      return FailureReason.BAD_CONFIGURATION;
    }
    var ourselves = Stream.of("vapid", "jwt", "authorization", "token").anyMatch(words::contains);
    return answer.status() != 400 || ourselves ? FailureReason.BAD_CREDENTIALS : FailureReason.BAD_CONFIGURATION;
  }

  /// Apple's reason, Mozilla's number, or the status.
  private String code() {
    if (body.path("reason").isTextual()) {
      return cut(body.path("reason").textValue());
    }
    return body.path("errno").isIntegralNumber()
        ? "errno " + body.path("errno").asText()
        : Integer.toString(answer.status());
  }

  private @Nullable String text() {
    var text = Stream.of(body.path("message"), body.path("error").path("message"), body.path("reason"))
        .filter(JsonNode::isTextual).map(JsonNode::textValue).findFirst()
        .or(() -> answer.header("x-wns-error-description"))
        .orElseGet(() -> new String(answer.body(), StandardCharsets.UTF_8));
    return text.isBlank() ? null : cut(text);
  }

  private SendResult rejected(FailureReason reason) {
    return new SendResult.Rejected(failure(reason));
  }

  private SendResult later(FailureReason reason, @Nullable Duration retryAfter) {
    return new SendResult.RetryLater(failure(reason), retryAfter);
  }

  private SendResult inDoubt() {
    return new SendResult.Unconfirmed(failure(FailureReason.SERVICE_ERROR));
  }

  private Failure failure(FailureReason reason) {
    return new Failure(reason, code(), text());
  }

  private static String cut(String text) {
    var line = text.strip().replaceAll("\\p{Cntrl}+", " ");
    return line.substring(0, Math.min(line.length(), LONGEST_TEXT));
  }
}
