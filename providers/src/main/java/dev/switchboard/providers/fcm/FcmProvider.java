package dev.switchboard.providers.fcm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.AccountCheck;
import dev.switchboard.core.spi.Capabilities;
import dev.switchboard.core.spi.Capabilities.Limits;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.StatusQuery;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import dev.switchboard.providers.http.Call;
import dev.switchboard.providers.http.Exchange;
import dev.switchboard.providers.http.Exchange.Answered;
import dev.switchboard.providers.http.ServiceClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An account of one Firebase project. Recipients are registration tokens of its apps.
public final class FcmProvider implements AccountCheck {

  // So many characters fit into FCM's bytes whatever they are; no device shows more of a notification.
  private static final int MAX_TEXT_LENGTH = 950;
  private static final int MAX_BODY_LENGTH = 4000;

  private final FcmSettings settings;
  private final ServiceClient client;
  private final AccessTokens tokens;

  FcmProvider(FcmSettings settings, ServiceClient client) {
    this.settings = settings;
    this.client = client;
    this.tokens = new AccessTokens(settings.credentials(), client);
  }

  @Override
  public String name() {
    return "fcm";
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.over(Channel.PUSH, settings.timeout())
        .takes(ContentKind.TEXT, Limits.text(MAX_TEXT_LENGTH))
        .takes(ContentKind.NOTIFICATION, Limits.text(MAX_BODY_LENGTH))
        .build();
  }

  @Override
  public SendResult send(OutboundMessage message) {
    if (message.to().isBlank()) {
      return rejected(FailureReason.BAD_ADDRESS, "there is no registration token");
    }
    try {
      return switch (message.content()) {
        case Content.Text text when text.text().codePointCount(0, text.text().length()) <= MAX_TEXT_LENGTH ->
            send(message, FcmMessage.of(message, text));
        case Content.Text _ ->
            rejected(FailureReason.CONTENT_REFUSED, "the text is longer than " + MAX_TEXT_LENGTH + " characters");
        case Content.Notification notification -> send(message, FcmMessage.of(message, notification));
        default -> SendResult.notSupported(message.content());
      };
    } catch (IllegalArgumentException e) {
      return rejected(FailureReason.CONTENT_REFUSED, e.getMessage());
    }
  }

  private SendResult send(OutboundMessage message, ObjectNode made) {
    var size = FcmMessage.size(made);
    if (size > FcmMessage.LONGEST) {
      return rejected(FailureReason.CONTENT_REFUSED,
          "it has " + size + " bytes, and FCM takes " + FcmMessage.LONGEST);
    }
    if (message.pastDeadline()) {
      return new SendResult.RetryLater(Failure.of(FailureReason.WORKER_LOST, "too late to send"));
    }
    return post(Json.object().set("message", made), message.deadlineNanos());
  }

  /// @param deadlineNanos after which nothing is put on the wire any more; null where there is none
  private SendResult post(ObjectNode request, @Nullable Long deadlineNanos) {
    var end = System.nanoTime() + settings.timeout().toNanos();
    return switch (tokens.get(null, until(end))) {
      case AccessTokens.Access.Denied(var result) -> result;
      case AccessTokens.Access.Granted(var token) -> {
        var exchange = exchange(request, token, deadlineNanos, end);
        yield exchange instanceof Answered answer && FcmErrors.wantsAnotherToken(answer)
            ? postAgain(request, token, deadlineNanos, end)
            : meaningOf(exchange);
      }
    };
  }

  // What was not let in was not sent: once more, with another token.
  private SendResult postAgain(ObjectNode request, String refused, @Nullable Long deadlineNanos, long end) {
    return switch (tokens.get(refused, until(end))) {
      case AccessTokens.Access.Denied(var result) -> result;
      case AccessTokens.Access.Granted(var token) -> meaningOf(exchange(request, token, deadlineNanos, end));
    };
  }

  private Exchange exchange(ObjectNode request, String token, @Nullable Long deadlineNanos, long end) {
    var left = until(end);
    if (!left.isPositive()) {
      return new Exchange.NotSent(Failure.of(FailureReason.TIMEOUT, "the access token took all the time"));
    }
    var call = Call.postJson(settings.messages(), Map.of("Authorization", "Bearer " + token), Json.write(request),
        left);
    return client.call(deadlineNanos == null ? call : call.before(deadlineNanos));
  }

  private static Duration until(long end) {
    return Duration.ofNanos(end - System.nanoTime());
  }

  private static SendResult meaningOf(Exchange exchange) {
    return switch (exchange) {
      case Answered answer when answer.status() == 200 -> accepted(answer);
      case Answered answer -> FcmErrors.meaningOf(answer, Instant.now());
      case Exchange.NotSent(var failure) -> new SendResult.RetryLater(failure);
      case Exchange.Unanswered(var failure) -> new SendResult.Unconfirmed(failure);
    };
  }

  private static SendResult accepted(Answered answer) {
    var name = Json.read(answer.body()).path("name").asText();
    return name.isBlank()
        ? new SendResult.Unconfirmed(
            new Failure(FailureReason.SERVICE_ERROR, Integer.toString(answer.status()),
                "an answer that makes no sense"))
        : new SendResult.Accepted(name);
  }

  private static SendResult rejected(FailureReason reason, @Nullable String text) {
    return new SendResult.Rejected(Failure.of(reason, text));
  }

  @Override
  public WebhookResult receive(WebhookRequest request) {
    return new WebhookResult.Refused("FCM calls nobody");
  }

  @Override
  public StatusResult getStatus(StatusQuery query) {
    return new StatusResult.CannotTell(Failure.of(FailureReason.UNKNOWN, "FCM cannot be asked about a message"));
  }

  /// Has FCM look at a message that it does not send.
  @Override
  public List<Finding> check(@Nullable String webhookUrl) {
    var access = tokens.get(null, settings.timeout());
    return switch (access) {
      case AccessTokens.Access.Denied(var result) -> List.of(FcmFindings.ofCredentials(result));
      case AccessTokens.Access.Granted _ -> List.of(FcmFindings.goodCredentials(settings),
          FcmFindings
              .ofProject(post(Json.object().put("validateOnly", true).set("message", FcmMessage.trial()), null)));
    };
  }
}
