package dev.switchboard.providers.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.AccountCheck.Finding;
import dev.switchboard.core.spi.AccountCheck.Verdict;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.providers.http.Call;
import dev.switchboard.providers.http.Exchange;
import dev.switchboard.providers.http.ServiceClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Looks at an account by `getMe` and `getWebhookInfo`, which change nothing.
final class TelegramCheck {

  private static final String WEBHOOK = "webhook URL";
  private static final List<String> UPDATES = List.of("message", "edited_message", "callback_query",
      "message_reaction", "my_chat_member");

  private final TelegramSettings settings;
  private final ServiceClient client;
  private final List<Finding> findings = new ArrayList<>();

  TelegramCheck(TelegramSettings settings, ServiceClient client) {
    this.settings = settings;
    this.client = client;
  }

  List<Finding> look(@Nullable String webhookUrl) {
    ask("getMe", "credentials").ifPresent(bot -> {
      add(Verdict.GOOD, "credentials", "token", "Telegram accepts the token");
      add(Verdict.GOOD, "bot", null, "@" + bot.path("username").asText() + ", " + bot.path("first_name").asText());
      ask("getWebhookInfo", WEBHOOK).ifPresent(webhook -> {
        address(webhook.path("url").asText(), webhookUrl);
        updates(webhook);
        trouble(webhook);
      });
    });
    return List.copyOf(findings);
  }

  private Optional<JsonNode> ask(String method, String what) {
    return switch (client.call(Call.get(settings.method(method), Map.of(), settings.timeout()))) {
      case Exchange.Answered answer -> result(answer, what);
      case Exchange.NotSent(var failure) -> unknown(what, "Telegram was not reached: " + failure.text());
      case Exchange.Unanswered(var failure) -> unknown(what, "Telegram did not answer: " + failure.text());
    };
  }

  private Optional<JsonNode> result(Exchange.Answered answer, String what) {
    var body = TelegramAnswers.parse(answer.body());
    if (TelegramAnswers.isGood(answer, body) && body.path("result").isObject()) {
      return Optional.of(body.path("result"));
    }
    var failure = TelegramAnswers.failure(answer);
    if (body.path("ok").isBoolean() && failure.reason() == FailureReason.BAD_CREDENTIALS) {
      add(Verdict.BAD, "credentials", "token",
          "Telegram does not know the token; @BotFather shows it: /mybots, the bot, API Token (" + failure.code()
              + ")");
      return Optional.empty();
    }
    return unknown(what, "Telegram did not say: HTTP " + answer.status());
  }

  private Optional<JsonNode> unknown(String what, String words) {
    add(Verdict.UNKNOWN, what, "url", words);
    return Optional.empty();
  }

  private void address(String calls, @Nullable String ours) {
    if (calls.isEmpty()) {
      add(Verdict.BAD, WEBHOOK, null, "Telegram calls nobody: call setWebhook" + (ours == null ? "" : " with " + ours));
    } else if (ours == null) {
      add(Verdict.UNKNOWN, WEBHOOK, null, "Telegram calls " + calls + "; this installation does not know its address");
    } else if (calls.equals(ours)) {
      add(Verdict.GOOD, WEBHOOK, null, "Telegram calls us");
    } else {
      add(Verdict.BAD, WEBHOOK, null, "Telegram calls " + calls + "; call setWebhook with " + ours);
    }
  }

  // Where none are named, Telegram sends all but the reactions of those that we need.
  private void updates(JsonNode webhook) {
    var named = webhook.path("allowed_updates");
    var allowed = StreamSupport.stream(named.spliterator(), false).map(JsonNode::asText).toList();
    var missing = UPDATES.stream()
        .filter(update -> allowed.isEmpty() ? update.equals("message_reaction") : !allowed.contains(update)).toList();
    if (missing.isEmpty()) {
      add(Verdict.GOOD, "updates", null, "Telegram sends all that are understood");
    } else {
      add(Verdict.DOUBTFUL, "updates", null,
          "Telegram does not send " + String.join(", ", missing) + ": name them in allowed_updates of setWebhook");
    }
  }

  private void trouble(JsonNode webhook) {
    var error = webhook.path("last_error_message").asText("");
    if (!error.isEmpty()) {
      add(Verdict.DOUBTFUL, "webhook", "webhookSecret", "the last call that failed: " + error + "; waiting: "
          + webhook.path("pending_update_count").asInt()
          + ". If we refused it, setWebhook was given another secret_token");
    }
  }

  private void add(Verdict verdict, String what, @Nullable String setting, String words) {
    findings.add(new Finding(verdict, what, setting, words));
  }
}
