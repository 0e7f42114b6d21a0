package dev.switchboard.providers.twilio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.providers.http.Exchange;
import dev.switchboard.providers.http.Exchange.Answered;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What Twilio's answers mean.
///
/// https://www.twilio.com/docs/usage/twilios-response and https://www.twilio.com/docs/messaging/api/message-resource
final class TwilioAnswers {

  static SendResult toSend(Exchange exchange, Instant now) {
    return switch (exchange) {
      case Answered answer -> toSend(answer, now);
      case Exchange.NotSent(var failure) -> new SendResult.RetryLater(failure);
      case Exchange.Unanswered(var failure) -> new SendResult.Unconfirmed(failure);
    };
  }

  private static SendResult toSend(Answered answer, Instant now) {
    var body = TwilioJson.read(answer.body());
    var status = answer.status();
    if (status >= 200 && status < 300) {
      var sid = body.path("sid").textValue();
      // It says that it took the message but not as which: only a receipt can tell.
      return sid == null || sid.isBlank()
          ? new SendResult.Unconfirmed(senseless(answer))
          : new SendResult.Accepted(sid);
    }
    if (status == 408 || status < 400) {
      return new SendResult.Unconfirmed(senseless(answer));
    }
    return status < 500 ? refused(answer, now) : troubled(answer, body, now);
  }

  // Whoever answers 4xx, Twilio or a proxy, has not passed the message on.
  private static SendResult refused(Answered answer, Instant now) {
    var failure = failure(answer);
    return switch (failure.reason()) {
      case THROTTLED, RECIPIENT_THROTTLED, SERVICE_ERROR -> later(answer, failure, now);
      case UNREACHABLE, TIMEOUT, BAD_ADDRESS, ADDRESS_GONE, UNDELIVERABLE, OPTED_OUT, WINDOW_CLOSED, TEMPLATE_NEEDED,
          CONTENT_REFUSED, ACCOUNT_BLOCKED, BAD_CREDENTIALS, BAD_CONFIGURATION, WORKER_LOST, EXPIRED, UNKNOWN ->
          new SendResult.Rejected(failure);
    };
  }

  // There is no idempotency key, and no promise that a 500 took nothing. "Unavailable" in Twilio's own words is one.
  private static SendResult troubled(Answered answer, JsonNode body, Instant now) {
    var failure = failure(answer);
    var unavailable = answer.status() == 503 && body.path("code").isIntegralNumber();
    return unavailable ? later(answer, failure, now) : new SendResult.Unconfirmed(failure);
  }

  private static SendResult later(Answered answer, Failure failure, Instant now) {
    return new SendResult.RetryLater(failure, answer.retryAfter(now).orElse(TwilioCodes.pause(failure.code())));
  }

  static Failure failure(Exchange exchange) {
    return switch (exchange) {
      case Answered answer -> failure(answer);
      case Exchange.NotSent(var failure) -> failure;
      case Exchange.Unanswered(var failure) -> failure;
    };
  }

  /// Our reason, Twilio's code and words; for an answer that has no code its status.
  private static Failure failure(Answered answer) {
    var body = TwilioJson.read(answer.body());
    var code = TwilioJson.text(body.path("code"));
    var known = TwilioCodes.reason(code);
    return new Failure(known == FailureReason.UNKNOWN ? byStatus(answer.status()) : known,
        Objects.requireNonNullElse(code, Integer.toString(answer.status())), body.path("message").textValue());
  }

  private static FailureReason byStatus(int status) {
    return switch (status) {
      case 401, 403 -> FailureReason.BAD_CREDENTIALS;
      case 429 -> FailureReason.THROTTLED;
      default -> status >= 500 ? FailureReason.SERVICE_ERROR : FailureReason.UNKNOWN;
    };
  }

  private static Failure senseless(Answered answer) {
    return new Failure(FailureReason.SERVICE_ERROR, Integer.toString(answer.status()), "an answer that makes no sense");
  }

  /// That Twilio does not know a message proves nothing: whoever has its sid was given it by Twilio.
  static StatusResult toStatus(Exchange exchange) {
    if (!(exchange instanceof Answered answer) || answer.status() != 200) {
      return new StatusResult.CannotTell(failure(exchange));
    }
    var message = TwilioJson.read(answer.body());
    var word = message.path("status").textValue();
    var status = TwilioStatus.of(word);
    var sid = message.path("sid").textValue();
    if (word == null || status == null || sid == null) {
      return new StatusResult.CannotTell(senseless(answer));
    }
    var failure = TwilioStatus.failure(status, word, TwilioJson.text(message.path("error_code")),
        message.path("error_message").textValue());
    return new StatusResult.Found(
        new DeliveryReport(sid, status, "", date(message.path("date_updated")), failure, null, price(message)));
  }

  private static Map<String, String> price(JsonNode message) {
    var price = TwilioJson.text(message.path("price"));
    var unit = TwilioJson.text(message.path("price_unit"));
    return price == null || unit == null ? Map.of() : Map.of("price", price, "priceUnit", unit);
  }

  /// Twilio writes dates as mail does (RFC 2822).
  private static @Nullable Instant date(JsonNode date) {
    try {
      return date.isTextual()
          ? ZonedDateTime.parse(date.textValue(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()
          : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private TwilioAnswers() {}
}
