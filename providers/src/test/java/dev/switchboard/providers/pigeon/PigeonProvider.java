package dev.switchboard.providers.pigeon;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.Capabilities;
import dev.switchboard.core.spi.Capabilities.Limits;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.DeliveryReport.Status;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.IMessageProvider;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.StatusQuery;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import dev.switchboard.providers.http.Call;
import dev.switchboard.providers.http.Exchange;
import dev.switchboard.providers.http.ServiceClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An account of the pigeon service. Our message id travels as its `reference`, by which a message in doubt is found again.
public final class PigeonProvider implements IMessageProvider {

  private static final int LONGEST_TEXT = 1_000;
  private static final long LARGEST_PICTURE = 5 * 1024 * 1024;
  private static final Duration FETCHED_WITHIN = Duration.ofHours(1);

  private final PigeonSettings settings;
  private final ServiceClient client;
  private final PigeonWebhook webhook;

  PigeonProvider(PigeonSettings settings, ServiceClient client) {
    this.settings = settings;
    this.client = client;
    this.webhook = new PigeonWebhook(settings.key());
  }

  @Override
  public String name() {
    return "pigeon";
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.over(Channel.SMS, settings.timeout())
        .takes(ContentKind.TEXT, Limits.text(LONGEST_TEXT))
        .takes(ContentKind.IMAGE, Limits.file(LONGEST_TEXT, LARGEST_PICTURE, "image/jpeg", "image/png"))
        .webhooks(Set.of(Status.SENT, Status.DELAYED, Status.DELIVERED, Status.FAILED))
        .statusLookup()
        .build();
  }

  @Override
  public SendResult send(OutboundMessage message) {
    var body = JsonNodeFactory.instance.objectNode().put("reference", message.id().toString()).put("to", message.to());
    return switch (message.content()) {
      case Content.Text(var text) when tooLong(text) -> refused("the text is too long");
      case Content.Text(var text) -> post(message, body.put("text", text));
      case Content.Image(var file, var caption) -> {
        var link = file.attachmentId() == null
            ? Optional.ofNullable(file.url())
            : message.files().link(file.attachmentId(), FETCHED_WITHIN);
        yield link.isEmpty() || tooLong(caption)
            ? refused("the picture cannot be fetched, or its caption is too long")
            : post(message, body.put("picture", link.get().toString()).put("text", caption));
      }
      default -> SendResult.notSupported(message.content());
    };
  }

  private static boolean tooLong(@Nullable String text) {
    return text != null && text.codePointCount(0, text.length()) > LONGEST_TEXT;
  }

  private static SendResult refused(String why) {
    return new SendResult.Rejected(Failure.of(FailureReason.CONTENT_REFUSED, why));
  }

  private SendResult post(OutboundMessage message, ObjectNode body) {
    var reply = message.replyTo();
    if (reply != null && reply.providerMessageId() != null) {
      body.put("answers", reply.providerMessageId());
    }
    // Not written by an ObjectMapper: half of a surrogate pair, which customers do send, would be an exception.
    var bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    var call = Call.postJson(settings.at("/v1/messages"), authorization(), bytes, settings.timeout());
    return switch (client.call(call.before(message.deadlineNanos()))) {
      case Exchange.Answered answer -> PigeonAnswers.toSend(answer, Instant.now());
      case Exchange.NotSent(var failure) -> new SendResult.RetryLater(failure);
      case Exchange.Unanswered(var failure) -> new SendResult.Unconfirmed(failure);
    };
  }

  @Override
  public WebhookResult receive(WebhookRequest request) {
    return webhook.read(request);
  }

  @Override
  public StatusResult getStatus(StatusQuery query) {
    return switch (client.call(Call.get(whereabouts(query), authorization(), settings.timeout()))) {
      case Exchange.Answered answer -> PigeonAnswers.toStatus(answer);
      case Exchange.NotSent(var failure) -> new StatusResult.CannotTell(failure);
      case Exchange.Unanswered(var failure) -> new StatusResult.CannotTell(failure);
    };
  }

  private URI whereabouts(StatusQuery query) {
    return settings.at("/v1/messages/" + query.messageId());
  }

  private Map<String, String> authorization() {
    return Map.of("Authorization", "Bearer " + settings.key().reveal());
  }
}
