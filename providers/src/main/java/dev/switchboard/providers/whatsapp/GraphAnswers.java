package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.providers.http.Exchange.Answered;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the Graph API's answers mean.
///
/// An error in Graph's own words says that nothing was taken. Anything else than Graph's words, such as a proxy's 502, was
/// said by something in between and leaves the message in doubt: Meta has no idempotency key and cannot be asked.
final class GraphAnswers {

  private static final Duration LONGEST_PAIR_PAUSE = Duration.ofHours(1);
  private static final Duration SPAM_PAUSE = Duration.ofHours(1);
  private static final Duration QUOTA_PAUSE = Duration.ofMinutes(1);
  private static final Duration THROUGHPUT_PAUSE = Duration.ofSeconds(1);

  private final Secret token;

  GraphAnswers(Secret token) {
    this.token = token;
  }

  /// The answer to a message.
  ///
  /// @param attempt of the message
  SendResult toSend(Answered answer, int attempt, Instant now) {
    var body = Json.read(answer.body());
    var error = error(body);
    if (error.isPresent()) {
      return toError(answer, error.get(), attempt, now);
    }
    var id = Json.text(body.path("messages").path(0).path("id"));
    return succeeded(answer) && id != null ? new SendResult.Accepted(id) : withoutWords(answer, now);
  }

  private SendResult toError(Answered answer, GraphError error, int attempt, Instant now) {
    var meaning = error.meaning();
    if (meaning.isPresent()) {
      var failure = error.failure(meaning.get().reason());
      return meaning.get().again()
          ? new SendResult.RetryLater(failure, pause(answer, error, attempt, now))
          : new SendResult.Rejected(failure);
    }
    if (error.isTransient()) {
      return new SendResult.RetryLater(error.failure(FailureReason.SERVICE_ERROR), answer.retryAfter(now).orElse(null));
    }
    if (answer.status() >= 500) {
      return new SendResult.Unconfirmed(error.failure(FailureReason.SERVICE_ERROR));
    }
    return switch (answer.status()) {
      case 429 -> new SendResult.RetryLater(error.failure(FailureReason.THROTTLED),
          answer.retryAfter(now).orElse(QUOTA_PAUSE));
      case 401, 403 -> new SendResult.Rejected(error.failure(FailureReason.BAD_CREDENTIALS));
      default -> new SendResult.Rejected(error.failure(FailureReason.UNKNOWN));
    };
  }

  private static SendResult withoutWords(Answered answer, Instant now) {
    return switch (answer.status()) {
      case 429 -> new SendResult.RetryLater(failure(answer, FailureReason.THROTTLED),
          answer.retryAfter(now).orElse(null));
      case 401, 403 -> new SendResult.Rejected(failure(answer, FailureReason.BAD_CREDENTIALS));
      // Nothing that takes messages lives at this address.
      case 404, 405 -> new SendResult.Rejected(failure(answer, FailureReason.BAD_CONFIGURATION));
      default -> new SendResult.Unconfirmed(failure(answer, FailureReason.SERVICE_ERROR));
    };
  }

  /// How long to wait: what the service says, or else what its documentation says of the code.
  private static @Nullable Duration pause(Answered answer, GraphError error, int attempt, Instant now) {
    var said = answer.retryAfter(now);
    if (said.isPresent()) {
      return said.get();
    }
    return switch (error.code()) {
      case 131056 -> pairPause(attempt);
      case 130429 -> THROUGHPUT_PAUSE;
      case 131048 -> SPAM_PAUSE;
      case 4, 17, 613, 80007 -> Usage.untilAccess(answer).orElse(QUOTA_PAUSE);
      default -> null;
    };
  }

  /// 4^X seconds, with X rising from attempt to attempt.
  private static Duration pairPause(int attempt) {
    var seconds = (long) Math.pow(4, Math.clamp(attempt, 1, 10));
    return Duration.ofSeconds(Math.min(seconds, LONGEST_PAIR_PAUSE.toSeconds()));
  }

  /// The JSON of a success.
  ///
  /// @throws IOException with Meta's words where it is none
  JsonNode toRead(Answered answer) throws IOException {
    var body = Json.read(answer.body());
    var error = error(body);
    if (error.isPresent()) {
      throw new GraphException(error.get());
    }
    if (!succeeded(answer) || !body.isObject()) {
      throw new IOException("an answer that makes no sense: HTTP " + answer.status());
    }
    return body;
  }

  /// Meta's words, without our token in them.
  private Optional<GraphError> error(JsonNode body) {
    return GraphError.of(body.path("error")).map(error -> {
      var text = error.text();
      return text == null ? error : new GraphError(error.code(), error.subcode(), text.replace(token.reveal(), "***"),
          error.isTransient());
    });
  }

  private static boolean succeeded(Answered answer) {
    return answer.status() >= 200 && answer.status() < 300;
  }

  private static Failure failure(Answered answer, FailureReason reason) {
    return new Failure(reason, Integer.toString(answer.status()), "an answer that makes no sense");
  }
}
