package dev.switchboard.providers.sandbox;

import dev.switchboard.core.spi.Capabilities;
import dev.switchboard.core.spi.Capabilities.Limits;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.DeliveryReport.Status;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.SimulatedProvider;
import dev.switchboard.core.spi.StatusQuery;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import dev.switchboard.providers.http.Call;
import dev.switchboard.providers.http.Exchange;
import dev.switchboard.providers.http.ServiceClient;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An account of the simulated service. Our message id travels as the service's `reference`; the same id sent again is
/// taken again, as most real services would.
public final class SandboxProvider implements SimulatedProvider {

  private static final int MAX_TEXT_LENGTH = 4096;
  private static final Set<DeliveryReport.Status> REPORTED = Set.of(Status.SENT, Status.DELIVERED, Status.READ,
      Status.FAILED);

  private final SandboxSettings settings;
  private final ServiceClient client;
  private final SandboxAnswers answers = new SandboxAnswers();
  private final SandboxWebhook webhook;

  SandboxProvider(SandboxSettings settings, ServiceClient client) {
    this.settings = settings;
    this.client = client;
    this.webhook = new SandboxWebhook(settings.key());
  }

  @Override
  public String name() {
    return "sandbox";
  }

  @Override
  public Capabilities capabilities() {
    var capabilities = Capabilities.over(Channel.WHATSAPP, settings.timeout())
        .takes(ContentKind.TEXT, Limits.text(MAX_TEXT_LENGTH))
        .statusLookup();
    return (settings.webhookUrl() == null ? capabilities : capabilities.webhooks(REPORTED)).build();
  }

  @Override
  public SendResult send(OutboundMessage message) {
    return switch (message.content()) {
      case Content.Text(var text) when text.codePointCount(0, text.length()) <= MAX_TEXT_LENGTH -> post(message, text);
      case Content.Text _ -> new SendResult.Rejected(
          Failure.of(FailureReason.CONTENT_REFUSED, "the text is longer than " + MAX_TEXT_LENGTH + " characters"));
      default -> SendResult.notSupported(message.content());
    };
  }

  private SendResult post(OutboundMessage message, String text) {
    var body = Json.object().put("reference", message.id().toString()).put("attempt", message.attempt())
        .put("to", message.to()).put("text", text);
    var reply = message.replyTo();
    if (reply != null && reply.providerMessageId() != null) {
      body.put("replyTo", reply.providerMessageId());
    }
    var call = Call.postJson(settings.at("/v1/messages"), headers(), Json.write(body), settings.timeout());
    return switch (client.call(call.before(message.deadlineNanos()))) {
      case Exchange.Answered answer -> answers.toSend(answer, Instant.now());
      case Exchange.NotSent(var failure) -> new SendResult.RetryLater(failure);
      case Exchange.Unanswered(var failure) -> new SendResult.Unconfirmed(failure);
    };
  }

  @Override
  public WebhookResult receive(WebhookRequest request) {
    return settings.webhookUrl() == null
        ? new WebhookResult.Refused("this account has no webhookUrl, so the service has no reason to call")
        : webhook.read(request);
  }

  @Override
  public StatusResult getStatus(StatusQuery query) {
    return switch (client.call(Call.get(whereabouts(query), headers(), settings.timeout()))) {
      case Exchange.Answered answer -> answers.toStatus(answer, query);
      case Exchange.NotSent(var failure) -> new StatusResult.CannotTell(failure);
      case Exchange.Unanswered(var failure) -> new StatusResult.CannotTell(failure);
    };
  }

  private URI whereabouts(StatusQuery query) {
    // By our id, never by the service's: after a doubtful send there may be several messages under one reference.
    return settings.at("/v1/messages?reference=" + query.messageId());
  }

  @Override
  public void customerWrites(InboundEvent.Identity from, @Nullable String name, Content content) {
    if (settings.webhookUrl() == null) {
      throw new IllegalStateException("this account has no webhookUrl: what customers write would go nowhere");
    }
    var body = SandboxWebhook.write(from, name, content);
    switch (client.call(Call.postJson(settings.at("/v1/inbound"), headers(), Json.write(body), settings.timeout()))) {
      case Exchange.Answered(var status, _, _) when status == 202 -> {}
      case Exchange.Answered answer -> throw new IllegalStateException("the sandbox answered " + answer.status());
      case Exchange.NotSent(var failure) -> throw new IllegalStateException(away(failure));
      case Exchange.Unanswered(var failure) -> throw new IllegalStateException(away(failure));
    }
  }

  private String away(Failure failure) {
    return "the sandbox at " + settings.url() + " cannot be reached: " + failure.text();
  }

  private Map<String, String> headers() {
    return Map.of("Authorization", "Bearer " + settings.key().reveal(), Profile.HEADER, settings.profile());
  }
}
