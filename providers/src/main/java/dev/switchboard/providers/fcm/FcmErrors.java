package dev.switchboard.providers.fcm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.providers.http.Exchange.Answered;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// What FCM's error answers mean.
///
/// The words of FCM itself decide (`details[]`, `FcmError`), then Apple's where FCM only hands them on (`ApnsError`), then
/// the status, then what HTTP says.
///
/// - <https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode>
/// - <https://firebase.google.com/docs/cloud-messaging/error-codes>
/// - <https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns>
/// - <https://cloud.google.com/apis/design/errors#error_model>
///
/// A token is given up ([FailureReason#ADDRESS_GONE]) only where FCM says that it is the token, because a token that was
/// given up by mistake does not come back.
final class FcmErrors {

  private static final String FCM_ERROR = "google.firebase.fcm.v1.FcmError";
  private static final String APNS_ERROR = "google.firebase.fcm.v1.ApnsError";
  private static final String BAD_REQUEST = "google.rpc.BadRequest";
  private static final String QUOTA_FAILURE = "google.rpc.QuotaFailure";
  /// "A minimum of one minute", says Google where it gave no time itself.
  private static final Duration QUOTA_PAUSE = Duration.ofMinutes(1);
  private static final int LONGEST_TEXT = 300;

  private final Answered answer;
  private final JsonNode error;

  private FcmErrors(Answered answer) {
    this.answer = answer;
    this.error = Json.read(answer.body()).path("error");
  }

  /// @param answer anything but a success
  static SendResult meaningOf(Answered answer, Instant now) {
    return new FcmErrors(answer).meaning(now);
  }

  /// Whether the access token was not accepted, so that another may be. Apple's and the browsers' credentials are another
  /// matter, though they have the same status.
  static boolean wantsAnotherToken(Answered answer) {
    return answer.status() == 401 && !new FcmErrors(answer).code().equals("THIRD_PARTY_AUTH_ERROR");
  }

  private SendResult meaning(Instant now) {
    var asked = answer.retryAfter(now).orElse(null);
    return switch (code()) {
      case "UNREGISTERED" -> rejected(FailureReason.ADDRESS_GONE);
      // The token is of another project. Where one is, it is stale; where all are, the account has the wrong key. The
      // second would lose every token that there is, the first costs a refusal now and then: so it is the settings.
      case "SENDER_ID_MISMATCH" -> rejected(FailureReason.BAD_CONFIGURATION);
      case "INVALID_ARGUMENT" -> invalidArgument(now);
      case "QUOTA_EXCEEDED" -> throttled(asked);
      // Overloaded: turned away at the door, and told to come again.
      case "UNAVAILABLE" -> later(FailureReason.SERVICE_ERROR, asked);
      // "An unknown internal error occurred": nobody says how far it came.
      case "INTERNAL" -> inDoubt(FailureReason.SERVICE_ERROR);
      case "THIRD_PARTY_AUTH_ERROR" -> rejected(FailureReason.BAD_CREDENTIALS);
      default -> apnsReason() == null ? byStatus(asked) : byApns(asked);
    };
  }

  private SendResult invalidArgument(Instant now) {
    if (namesTheToken()) {
      return rejected(FailureReason.ADDRESS_GONE);
    }
    return apnsReason() == null
        ? rejected(FailureReason.CONTENT_REFUSED)
        : byApns(answer.retryAfter(now).orElse(null));
  }

  private SendResult throttled(@Nullable Duration asked) {
    var pause = asked == null ? QUOTA_PAUSE : asked;
    return later(quotaOfTheDevice() ? FailureReason.RECIPIENT_THROTTLED : FailureReason.THROTTLED, pause);
  }

  /// Apple's answer, handed on.
  private SendResult byApns(@Nullable Duration asked) {
    return switch (String.valueOf(apnsReason())) {
      case "Unregistered", "ExpiredToken" -> rejected(FailureReason.ADDRESS_GONE);
      // Also said of every token where the app was built for Apple's other environment.
      case "BadDeviceToken", "MissingDeviceToken" -> rejected(FailureReason.BAD_ADDRESS);
      case "DeviceTokenNotForTopic", "BadTopic", "MissingTopic", "TopicDisallowed", "BadCertificateEnvironment",
          "BadEnvironmentKeyIdInToken" ->
          rejected(FailureReason.BAD_CONFIGURATION);
      case "BadCertificate", "ExpiredProviderToken", "Forbidden", "InvalidProviderToken", "MissingProviderToken",
          "UnrelatedKeyIdInToken" ->
          rejected(FailureReason.BAD_CREDENTIALS);
      case "BadCollapseId", "BadExpirationDate", "BadMessageId", "BadPriority", "DuplicateHeaders", "InvalidPushType",
          "PayloadEmpty", "PayloadTooLarge" ->
          rejected(FailureReason.CONTENT_REFUSED);
      // Apple counts them by device.
      case "TooManyRequests" -> later(FailureReason.RECIPIENT_THROTTLED, asked);
      case "TooManyProviderTokenUpdates", "ServiceUnavailable", "Shutdown", "IdleTimeout" ->
          later(FailureReason.SERVICE_ERROR, asked);
      case "InternalServerError" -> inDoubt(FailureReason.SERVICE_ERROR);
      default -> byStatus(asked);
    };
  }

  private SendResult byStatus(@Nullable Duration asked) {
    return switch (error.path("status").asText()) {
      case "INVALID_ARGUMENT", "OUT_OF_RANGE" ->
          rejected(namesTheToken() ? FailureReason.ADDRESS_GONE : FailureReason.CONTENT_REFUSED);
      case "FAILED_PRECONDITION", "UNIMPLEMENTED" -> rejected(FailureReason.BAD_CONFIGURATION);
      case "UNAUTHENTICATED" -> rejected(FailureReason.BAD_CREDENTIALS);
      // The service account may not send for this project, or the API is not switched on in it.
      case "PERMISSION_DENIED" -> rejected(FailureReason.BAD_CONFIGURATION);
      // Something was not found, and it may have been the project.
      case "NOT_FOUND" -> rejected(FailureReason.BAD_ADDRESS);
      case "RESOURCE_EXHAUSTED" -> throttled(asked);
      case "UNAVAILABLE" -> later(FailureReason.SERVICE_ERROR, asked);
      case "DEADLINE_EXCEEDED" -> inDoubt(FailureReason.TIMEOUT);
      case "INTERNAL", "UNKNOWN", "ABORTED", "CANCELLED", "DATA_LOSS" -> inDoubt(FailureReason.SERVICE_ERROR);
      default -> byHttp(asked);
    };
  }

  /// Where the answer is not FCM's, but of something before it: often HTML.
  private SendResult byHttp(@Nullable Duration asked) {
    return switch (answer.status()) {
      case 400, 413 -> rejected(FailureReason.CONTENT_REFUSED);
      case 401 -> rejected(FailureReason.BAD_CREDENTIALS);
      case 403, 404, 405 -> rejected(FailureReason.BAD_CONFIGURATION);
      case 429 -> throttled(asked);
      case 504 -> inDoubt(FailureReason.TIMEOUT);
      case 500, 502, 503 -> inDoubt(FailureReason.SERVICE_ERROR);
      default -> answer.status() >= 400 && answer.status() < 500
          ? rejected(FailureReason.UNKNOWN)
          : inDoubt(FailureReason.SERVICE_ERROR);
    };
  }

  /// The token endpoint's errors (RFC 6749, 5.2): nothing was sent.
  static SendResult ofTokenEndpoint(int status, @Nullable String body) {
    var json = body == null ? MissingNode.getInstance() : Json.read(body.getBytes(StandardCharsets.UTF_8));
    var code = json.path("error").asText();
    var text = cut(json.path("error_description").asText());
    return switch (status) {
      case 400, 401, 403 -> new SendResult.Rejected(
          new Failure(FailureReason.BAD_CREDENTIALS, code.isEmpty() ? Integer.toString(status) : code, text));
      case 404, 405 -> new SendResult.Rejected(new Failure(FailureReason.BAD_CONFIGURATION, Integer.toString(status),
          "there is no token endpoint at the account's tokenUrl"));
      case 429 -> new SendResult.RetryLater(new Failure(FailureReason.THROTTLED, "429", text), QUOTA_PAUSE);
      default -> new SendResult.RetryLater(new Failure(FailureReason.SERVICE_ERROR, Integer.toString(status),
          "the token endpoint has a problem"));
    };
  }

  private String code() {
    return detail(FCM_ERROR).path("errorCode").asText();
  }

  private @Nullable String apnsReason() {
    return detail(APNS_ERROR).path("reason").textValue();
  }

  private boolean namesTheToken() {
    return StreamSupport.stream(detail(BAD_REQUEST).path("fieldViolations").spliterator(), false)
        .anyMatch(violation -> violation.path("field").asText().equals("message.token"));
  }

  private boolean quotaOfTheDevice() {
    return StreamSupport.stream(detail(QUOTA_FAILURE).path("violations").spliterator(), false)
        .map(violation -> violation.path("subject").asText() + " " + violation.path("description").asText())
        .anyMatch(words -> words.toLowerCase(Locale.ROOT).contains("device"));
  }

  private JsonNode detail(String type) {
    return StreamSupport.stream(error.path("details").spliterator(), false)
        .filter(detail -> detail.path("@type").asText().endsWith("/" + type))
        .findFirst().orElse(MissingNode.getInstance());
  }

  private SendResult rejected(FailureReason reason) {
    return new SendResult.Rejected(failure(reason));
  }

  private SendResult later(FailureReason reason, @Nullable Duration retryAfter) {
    return new SendResult.RetryLater(failure(reason), retryAfter);
  }

  private SendResult inDoubt(FailureReason reason) {
    return new SendResult.Unconfirmed(failure(reason));
  }

  /// The most telling code that there is: FCM's, Apple's, the status, or the number.
  private Failure failure(FailureReason reason) {
    var apns = apnsReason();
    var status = error.path("status").asText();
    var code = !code().isEmpty() ? code() : !status.isEmpty() ? status : Integer.toString(answer.status());
    return new Failure(reason, apns == null ? code : code + " " + cut(apns), cut(error.path("message").asText()));
  }

  private static @Nullable String cut(String text) {
    var line = text.strip().replaceAll("\\p{Cntrl}+", " ");
    return line.isEmpty() ? null : line.substring(0, Math.min(line.length(), LONGEST_TEXT));
  }
}
