package dev.switchboard.providers.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// Reads Telegram's calls, each of which is one update: https://core.telegram.org/bots/api#update
///
/// They are not signed: Telegram sends back the secret that it was given by `setWebhook`.
final class TelegramWebhook {

  private final Secret secret;

  TelegramWebhook(Secret secret) {
    this.secret = secret;
  }

  WebhookResult read(WebhookRequest request) {
    if (!request.verified() && !proven(request)) {
      return new WebhookResult.Refused("no valid secret token");
    }
    var update = TelegramAnswers.parse(request.body());
    return new WebhookResult.Understood(TelegramUpdate.events(update),
        answer(update.path("callback_query").path("id")));
  }

  /// Compared in constant time.
  private boolean proven(WebhookRequest request) {
    var given = request.header("X-Telegram-Bot-Api-Secret-Token").orElse("");
    return MessageDigest.isEqual(secret.reveal().getBytes(StandardCharsets.UTF_8),
        given.getBytes(StandardCharsets.UTF_8));
  }

  // The answer may call a method. Until this one is called, the button that was pressed shows that it waits.
  private static WebhookResult.Answer answer(JsonNode pressed) {
    return pressed.isTextual()
        ? new WebhookResult.Answer("application/json", JsonNodeFactory.instance.objectNode()
            .put("method", "answerCallbackQuery").put("callback_query_id", pressed.textValue()).toString())
        : WebhookResult.Answer.EMPTY;
  }
}
