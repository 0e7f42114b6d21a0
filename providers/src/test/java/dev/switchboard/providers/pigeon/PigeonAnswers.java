package dev.switchboard.providers.pigeon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.DeliveryReport.Status;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.providers.http.Exchange;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the service's answers mean: https://docs.pigeon.example/errors
final class PigeonAnswers {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, FailureReason> REASONS = Map.of(
      "unknown_loft", FailureReason.BAD_ADDRESS,
      "loft_closed", FailureReason.ADDRESS_GONE,
      "no_pigeons_please", FailureReason.OPTED_OUT,
      "moulting", FailureReason.UNDELIVERABLE,
      "too_heavy", FailureReason.CONTENT_REFUSED,
      "grounded", FailureReason.ACCOUNT_BLOCKED);
  private static final Map<String, Status> STATUSES = Map.of(
      "flying", Status.SENT, "resting", Status.DELAYED, "landed", Status.DELIVERED, "lost", Status.FAILED);

  static SendResult toSend(Exchange.Answered answer, Instant now) {
    var body = parse(answer.body());
    var id = body.path("id").asText();
    return switch (answer.status()) {
      case 201 -> id.isBlank() ? new SendResult.Unconfirmed(nonsense(answer)) : new SendResult.Accepted(id);
      case 401, 403 -> new SendResult.Rejected(failure(FailureReason.BAD_CREDENTIALS, answer, body));
      case 422 -> new SendResult.Rejected(failure(reason(body), answer, body));
      case 429 -> new SendResult.RetryLater(failure(FailureReason.THROTTLED, answer, body),
          answer.retryAfter(now).orElse(null));
      // The page says: "A 503 has not been taken." It says nothing of other errors.
      case 503 -> new SendResult.RetryLater(failure(FailureReason.SERVICE_ERROR, answer, body));
      default -> new SendResult.Unconfirmed(failure(FailureReason.SERVICE_ERROR, answer, body));
    };
  }

  static StatusResult toStatus(Exchange.Answered answer) {
    var body = parse(answer.body());
    var status = status(body);
    var id = body.path("id").asText();
    if (answer.status() == 200 && status.isPresent() && !id.isBlank()) {
      return new StatusResult.Found(report(id, status.get(), body));
    }
    // Only this answer says that the message never came; a bare 404 may be anybody's.
    return answer.status() == 404 && body.path("error").path("code").asText().equals("no_such_message")
        ? new StatusResult.NotSent()
        : new StatusResult.CannotTell(nonsense(answer));
  }

  /// Empty where the service has a new word.
  static Optional<Status> status(JsonNode item) {
    return Optional.ofNullable(STATUSES.get(item.path("status").asText()));
  }

  static DeliveryReport report(String id, Status status, JsonNode item) {
    var error = item.path("error");
    var failure = status == Status.FAILED || status == Status.DELAYED
        ? new Failure(reason(item), error.path("code").asText(null), error.path("text").asText(null))
        : null;
    return new DeliveryReport(id, status, "", time(item), failure);
  }

  /// Null where the service does not say.
  static @Nullable Instant time(JsonNode item) {
    try {
      return Instant.parse(item.path("at").asText());
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static FailureReason reason(JsonNode body) {
    return REASONS.getOrDefault(body.path("error").path("code").asText(), FailureReason.UNKNOWN);
  }

  // The service's words, never ours, and nothing of the message.
  private static Failure failure(FailureReason reason, Exchange.Answered answer, JsonNode body) {
    var error = body.path("error");
    return new Failure(reason, error.path("code").asText(Integer.toString(answer.status())),
        error.path("text").asText(null));
  }

  private static Failure nonsense(Exchange.Answered answer) {
    return new Failure(FailureReason.SERVICE_ERROR, Integer.toString(answer.status()), "an answer that makes no sense");
  }

  /// What cannot be read is simply missing.
  static JsonNode parse(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private PigeonAnswers() {}
}
