package dev.switchboard.providers.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.providers.http.Exchange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What Telegram's answers mean: https://core.telegram.org/bots/api#making-requests
///
/// There is no page of codes. A code is an HTTP status, and what is the matter stands in the description: these are the
/// ones that are known, by what they have in common. The first that fits counts.
final class TelegramAnswers {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int REFUSED = 400;
  private static final int FORBIDDEN = 403;
  private static final List<Meaning> MEANINGS = List.of(
      new Meaning(FORBIDDEN, "bot was blocked by the user", FailureReason.OPTED_OUT),
      new Meaning(FORBIDDEN, "user is deactivated", FailureReason.ADDRESS_GONE),
      new Meaning(FORBIDDEN, "bot can't initiate conversation with a user", FailureReason.WINDOW_CLOSED),
      new Meaning(FORBIDDEN, "bot can't send messages to bots", FailureReason.BAD_ADDRESS),
      new Meaning(FORBIDDEN, "bot was kicked from", FailureReason.BAD_ADDRESS),
      new Meaning(FORBIDDEN, "bot is not a member of", FailureReason.BAD_ADDRESS),
      new Meaning(REFUSED, "chat not found", FailureReason.BAD_ADDRESS),
      new Meaning(REFUSED, "user not found", FailureReason.BAD_ADDRESS),
      new Meaning(REFUSED, "chat_id is empty", FailureReason.BAD_ADDRESS),
      new Meaning(REFUSED, "peer_id_invalid", FailureReason.BAD_ADDRESS),
      new Meaning(REFUSED, "user_id_invalid", FailureReason.BAD_ADDRESS),
      new Meaning(REFUSED, "input_user_deactivated", FailureReason.ADDRESS_GONE),
      new Meaning(REFUSED, "upgraded to a supergroup", FailureReason.ADDRESS_GONE),
      new Meaning(REFUSED, "no rights to send", FailureReason.ACCOUNT_BLOCKED),
      new Meaning(REFUSED, "not enough rights", FailureReason.ACCOUNT_BLOCKED),
      new Meaning(REFUSED, "chat_write_forbidden", FailureReason.ACCOUNT_BLOCKED),
      new Meaning(REFUSED, "text is empty", FailureReason.CONTENT_REFUSED),
      new Meaning(REFUSED, "must be non-empty", FailureReason.CONTENT_REFUSED),
      new Meaning(REFUSED, "too long", FailureReason.CONTENT_REFUSED),
      new Meaning(REFUSED, "too_long", FailureReason.CONTENT_REFUSED),
      new Meaning(REFUSED, "too big", FailureReason.CONTENT_REFUSED),
      new Meaning(REFUSED, "too much", FailureReason.CONTENT_REFUSED),
      new Meaning(REFUSED, "must be encoded in utf-8", FailureReason.CONTENT_REFUSED),
      new Meaning(REFUSED, "can't parse", FailureReason.CONTENT_REFUSED),
      new Meaning(REFUSED, "wrong file identifier", FailureReason.CONTENT_REFUSED),
      new Meaning(REFUSED, "wrong remote file", FailureReason.CONTENT_REFUSED),
      new Meaning(REFUSED, "failed to get http url content", FailureReason.CONTENT_REFUSED),
      new Meaning(REFUSED, "wrong type of the web page content", FailureReason.CONTENT_REFUSED),
      new Meaning(REFUSED, "webpage_", FailureReason.CONTENT_REFUSED),
      new Meaning(REFUSED, "photo_", FailureReason.CONTENT_REFUSED),
      new Meaning(REFUSED, "image_process_failed", FailureReason.CONTENT_REFUSED),
      new Meaning(REFUSED, "voice_messages_forbidden", FailureReason.CONTENT_REFUSED),
      new Meaning(REFUSED, "button_", FailureReason.CONTENT_REFUSED),
      new Meaning(REFUSED, "inline keyboard", FailureReason.CONTENT_REFUSED),
      new Meaning(REFUSED, "reaction_", FailureReason.CONTENT_REFUSED),
      new Meaning(REFUSED, "message to react not found", FailureReason.CONTENT_REFUSED),
      new Meaning(REFUSED, "message to be replied not found", FailureReason.CONTENT_REFUSED),
      new Meaning(REFUSED, "phone_number_invalid", FailureReason.CONTENT_REFUSED));

  /// @param words a part of the description, in small letters
  private record Meaning(int code, String words, FailureReason reason) {

    boolean fits(int given, String description) {
      return code == given && description.toLowerCase(Locale.ROOT).contains(words);
    }
  }

  /// @param nameless what the message is called where Telegram gives it no name; null where it does
  static SendResult toSend(Exchange.Answered answer, @Nullable UUID nameless, Instant now) {
    var body = parse(answer.body());
    if (isGood(answer, body)) {
      return id(body.path("result"), nameless).<SendResult>map(SendResult.Accepted::new)
          .orElseGet(() -> new SendResult.Unconfirmed(nonsense(answer)));
    }
    // A proxy's refusal says nothing of what is behind it.
    if (!body.path("ok").isBoolean() || answer.status() < REFUSED) {
      return new SendResult.Unconfirmed(nonsense(answer));
    }
    var failure = failure(answer);
    if (failure.reason() == FailureReason.THROTTLED) {
      return new SendResult.RetryLater(failure, patience(answer, body, now));
    }
    // Telegram does not say that nothing was taken.
    return failure.reason() == FailureReason.SERVICE_ERROR
        ? new SendResult.Unconfirmed(failure)
        : new SendResult.Rejected(failure);
  }

  static boolean isGood(Exchange.Answered answer, JsonNode body) {
    return answer.status() == 200 && body.path("ok").isBoolean() && body.path("ok").booleanValue();
  }

  private static Optional<String> id(JsonNode result, @Nullable UUID nameless) {
    if (nameless != null) {
      return result.isBoolean() && result.booleanValue() ? Optional.of("reaction:" + nameless) : Optional.empty();
    }
    return messageId(result).map(MessageId::toString);
  }

  /// Empty where this is no message.
  static Optional<MessageId> messageId(JsonNode message) {
    var chat = message.path("chat").path("id");
    var id = message.path("message_id");
    return chat.canConvertToLong() && chat.isIntegralNumber() && id.canConvertToLong() && id.isIntegralNumber()
        && id.longValue() > 0
            ? Optional.of(new MessageId(chat.longValue(), id.longValue()))
            : Optional.empty();
  }

  // Telegram does not say whether it means the bot or this one chat.
  private static @Nullable Duration patience(Exchange.Answered answer, JsonNode body, Instant now) {
    var seconds = body.path("parameters").path("retry_after");
    return seconds.isInt() && seconds.intValue() >= 0
        ? Duration.ofSeconds(seconds.intValue())
        : answer.retryAfter(now).orElse(null);
  }

  /// Why it was refused, in Telegram's words.
  static Failure failure(Exchange.Answered answer) {
    var body = parse(answer.body());
    var code = body.path("error_code").isInt() ? body.path("error_code").intValue() : answer.status();
    var description = body.path("description").asText("");
    return new Failure(reason(code, description), Integer.toString(code), description.isBlank() ? null : description);
  }

  private static FailureReason reason(int code, String description) {
    return switch (code) {
      case 401 -> FailureReason.BAD_CREDENTIALS;
      // The token is a part of the path: one of no bot's form leads nowhere.
      case 404 -> FailureReason.BAD_CREDENTIALS;
      case 413 -> FailureReason.CONTENT_REFUSED;
      case 429 -> FailureReason.THROTTLED;
      default -> code >= 500
          ? FailureReason.SERVICE_ERROR
          : MEANINGS.stream().filter(meaning -> meaning.fits(code, description)).map(Meaning::reason).findFirst()
              .orElse(FailureReason.UNKNOWN);
    };
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

  private TelegramAnswers() {}
}
