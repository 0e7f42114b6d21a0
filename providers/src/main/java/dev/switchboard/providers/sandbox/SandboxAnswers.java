package dev.switchboard.providers.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.DeliveryReport.Status;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.StatusQuery;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.providers.http.Exchange.Answered;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// What the service's answers mean.
final class SandboxAnswers {

  private static final Comparator<DeliveryReport> FURTHEST = Comparator
      .comparing((DeliveryReport report) -> report.status() != Status.FAILED).thenComparing(DeliveryReport::status);

  SendResult toSend(Answered answer, Instant now) {
    var body = Json.read(answer.body());
    return switch (answer.status()) {
      case 201, 202 -> body.path("id").isTextual() && !body.path("id").textValue().isBlank()
          ? new SendResult.Accepted(body.path("id").textValue())
          // It says that it took the message but not as which: only asking can tell.
          : new SendResult.Unconfirmed(senseless(answer));
      case 429 -> new SendResult.RetryLater(failure(answer, body, FailureReason.THROTTLED),
          answer.retryAfter(now).orElse(null));
      case 400, 401, 403, 404, 413, 422 -> new SendResult.Rejected(failure(answer, body, FailureReason.UNKNOWN));
      // The sandbox promises that it takes nothing when it answers 500 or 503.
      case 500, 503 -> new SendResult.RetryLater(failure(answer, body, FailureReason.SERVICE_ERROR),
          answer.retryAfter(now).orElse(null));
      // Anything else was not said by the sandbox but by something in between.
      default -> new SendResult.Unconfirmed(senseless(answer));
    };
  }

  /// The message that was asked for, or else the furthest of all that the service has under our id: a doubled message
  /// that was read was read.
  StatusResult toStatus(Answered answer, StatusQuery query) {
    var body = Json.read(answer.body());
    if (answer.status() != 200 || !body.path("messages").isArray()) {
      return new StatusResult.CannotTell(senseless(answer));
    }
    var reports = StreamSupport.stream(body.path("messages").spliterator(), false).map(SandboxAnswers::report)
        .flatMap(Optional::stream).toList();
    if (reports.isEmpty()) {
      return body.path("messages").isEmpty() ? unknown(body, query) : new StatusResult.CannotTell(senseless(answer));
    }
    return reports.stream().filter(report -> Objects.equals(report.providerMessageId(), query.providerMessageId()))
        .findFirst().or(() -> reports.stream().max(FURTHEST)).<StatusResult>map(StatusResult.Found::new).orElseThrow();
  }

  // The service only knows what it still remembers.
  private static StatusResult unknown(JsonNode body, StatusQuery query) {
    var rememberedSince = instant(body.path("since"));
    return rememberedSince != null && rememberedSince.isBefore(query.attemptedAt())
        ? new StatusResult.NotSent()
        : new StatusResult.CannotTell(Failure.of(FailureReason.UNKNOWN, "the service may have forgotten it"));
  }

  private static Optional<DeliveryReport> report(JsonNode message) {
    var status = SandboxWebhook.status(message.path("status"));
    var id = message.path("id").textValue();
    if (status == null || id == null) {
      return Optional.empty();
    }
    var failure = status == Status.FAILED ? SandboxWebhook.failure(message.path("reason")) : null;
    return Optional.of(new DeliveryReport(id, status, "", instant(message.path("at")), failure));
  }

  static @Nullable Instant instant(JsonNode value) {
    try {
      return value.isTextual() ? Instant.parse(value.textValue()) : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Failure failure(Answered answer, JsonNode body, FailureReason otherwise) {
    var code = body.path("error").path("code").textValue();
    if (code == null) {
      return new Failure(otherwise, Integer.toString(answer.status()), null);
    }
    var reason = Trouble.reason(code);
    return new Failure(reason == FailureReason.UNKNOWN ? otherwise : reason, code,
        body.path("error").path("text").textValue());
  }

  private static Failure senseless(Answered answer) {
    return new Failure(FailureReason.SERVICE_ERROR, Integer.toString(answer.status()), "an answer that makes no sense");
  }
}
