package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.AccountCheck;
import dev.switchboard.core.spi.Capabilities;
import dev.switchboard.core.spi.Capabilities.Limits;
import dev.switchboard.core.spi.Capabilities.Signal;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.DeliveryReport.Status;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.MediaSource;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.Signals;
import dev.switchboard.core.spi.StatusQuery;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.core.spi.TemplateSource;
import dev.switchboard.core.spi.TemplateValue;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import dev.switchboard.providers.http.Exchange;
import dev.switchboard.providers.http.ServiceClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One phone number of the WhatsApp Cloud API.
///
/// Meta has no idempotency key and cannot be asked about a message: one whose answer was lost stays in doubt until its
/// status comes, which brings our id back.
public final class WhatsAppProvider implements MediaSource, TemplateSource, Signals, AccountCheck {

  private static final Logger LOG = LoggerFactory.getLogger(WhatsAppProvider.class);
  private static final Duration WINDOW = Duration.ofHours(24);
  private static final Duration PAIR_EVERY = Duration.ofSeconds(6);
  private static final int PAIR_BURST = 45;

  private final WhatsAppSettings settings;
  private final GraphApi graph;
  private final Outgoing outgoing;
  private final WhatsAppWebhook webhook;

  WhatsAppProvider(WhatsAppSettings settings, ServiceClient client) {
    this.settings = settings;
    this.graph = new GraphApi(settings, client);
    this.outgoing = new Outgoing(new MediaUpload(graph));
    this.webhook = new WhatsAppWebhook(settings.sender(), settings.secrets());
  }

  @Override
  public String name() {
    return "whatsapp";
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.over(Channel.WHATSAPP, settings.times().request().plus(settings.times().upload()))
        .takes(ContentKind.TEXT, Limits.text(Limit.TEXT))
        .takes(ContentKind.IMAGE, Limit.IMAGE)
        .takes(ContentKind.VIDEO, Limit.VIDEO)
        .takes(ContentKind.AUDIO, Limit.AUDIO)
        .takes(ContentKind.DOCUMENT, Limit.DOCUMENT)
        .takes(ContentKind.STICKER, Limit.STICKER)
        .takes(ContentKind.LOCATION, Limits.NONE)
        .takes(ContentKind.CONTACTS, Limits.NONE)
        .takes(ContentKind.REACTION, Limits.text(Limit.EMOJI))
        .takes(ContentKind.INTERACTIVE, Limits.text(Limit.BODY))
        .takes(ContentKind.TEMPLATE, Limits.text(Limit.BODY))
        .webhooks(Set.of(Status.SENT, Status.DELIVERED, Status.READ, Status.FAILED))
        .window(WINDOW)
        .pairRate(PAIR_EVERY, PAIR_BURST)
        .signals(Signal.READ, Signal.TYPING)
        .build();
  }

  @Override
  public String serviceAccount() {
    return settings.sender().phoneNumberId();
  }

  @Override
  public SendResult send(OutboundMessage message) {
    if (message.pastDeadline()) {
      return new SendResult.RetryLater(
          Failure.of(FailureReason.WORKER_LOST, "too late to send: the lease has run out"));
    }
    ObjectNode body;
    try {
      body = outgoing.write(message);
    } catch (NotSendable e) {
      return e.result();
    } catch (RuntimeException e) {
      // Such as our files being out of reach. Nothing has been sent, and the caller would have to doubt that.
      LOG.warn("Message {} could not be written", message.id(), e);
      return new SendResult.RetryLater(Failure.of(FailureReason.UNKNOWN, "the message could not be written"));
    }
    return switch (graph.post(body, message.deadlineNanos())) {
      case Exchange.Answered answer -> graph.answers().toSend(answer, message.attempt(), Instant.now());
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
    return new StatusResult.CannotTell(Failure.of(FailureReason.UNKNOWN, "Meta cannot be asked about a message"));
  }

  @Override
  public void read(String providerMessageId, boolean typing) {
    var body = Json.object().put("messaging_product", "whatsapp").put("status", "read").put("message_id",
        providerMessageId);
    if (typing) {
      body.putObject("typing_indicator").put("type", "text");
    }
    var soon = System.nanoTime() + settings.times().request().toNanos();
    if (!(graph.post(body, soon) instanceof Exchange.Answered answer) || answer.status() != 200) {
      LOG.info("Meta was not told that {} was read", providerMessageId);
    }
  }

  @Override
  public Optional<Download> fetch(String source) throws IOException {
    return new MediaDownload(graph, settings).fetch(source, settings.sender().phoneNumberId());
  }

  @Override
  public List<ServiceTemplate> templates() throws IOException {
    var account = settings.sender().businessAccountId();
    if (account == null) {
      throw new IOException("the setting businessAccountId is missing: templates belong to the business account");
    }
    return new Templates(graph).of(account);
  }

  @Override
  public Filling fill(ServiceTemplate template, Map<String, TemplateValue> values) {
    return new TemplateFilling(template, values).fill();
  }

  @Override
  public List<Finding> check(@Nullable String webhookUrl) {
    return new Inspection(graph, settings).look(webhookUrl);
  }
}
