package dev.switchboard.providers.twilio;

import com.twilio.rest.api.v2010.account.Message;
import com.twilio.rest.messaging.v2.TypingIndicator;
import dev.switchboard.core.spi.AccountCheck;
import dev.switchboard.core.spi.Capabilities;
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
import dev.switchboard.providers.http.ServiceClient;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An account of Twilio over one channel, SMS or WhatsApp.
///
/// Twilio has no idempotency key and no field for our id but the address it reports to: a request that was not answered is
/// in doubt until a report comes, which has our id, because it cannot be asked for.
public final class TwilioProvider implements MediaSource, TemplateSource, Signals, AccountCheck {

  static final int LONGEST_TEXT = 1600;

  private final TwilioSettings settings;
  private final Capabilities capabilities;
  private final TwilioApi api;
  private final ContentCatalogue contents;
  private final Composer composer;
  private final TwilioWebhook webhook;
  private final TwilioMedia media;
  private final TwilioCheck check;

  TwilioProvider(TwilioSettings settings, ServiceClient client) {
    this.settings = settings;
    this.capabilities = TwilioCapabilities.of(settings);
    this.api = new TwilioApi(settings, client);
    this.contents = new ContentCatalogue(settings, api);
    this.composer = new Composer(settings, capabilities, contents);
    this.webhook = new TwilioWebhook(settings);
    this.media = new TwilioMedia(settings, client);
    this.check = new TwilioCheck(settings, api);
  }

  @Override
  public String name() {
    return "twilio";
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public String serviceAccount() {
    return settings.addressOf(settings.sender().name());
  }

  @Override
  public SendResult send(OutboundMessage message) {
    var budget = Budget.of(settings.timeout(), message.deadlineNanos());
    try {
      var letter = composer.letter(message, budget);
      var errand = budget.errand(letter.body() == null ? Map.of() : Map.of("Body", letter.body()));
      return TwilioAnswers.toSend(api.ask(errand, client -> composer.request(message, letter).create(client)),
          Instant.now());
    } catch (UnsendableException e) {
      return e.result();
    }
  }

  @Override
  public WebhookResult receive(WebhookRequest request) {
    return webhook.read(request);
  }

  @Override
  public StatusResult getStatus(StatusQuery query) {
    var sid = query.providerMessageId();
    if (sid == null) {
      return new StatusResult.CannotTell(
          Failure.of(FailureReason.UNKNOWN, "Twilio finds messages by its own id only, and nobody saw it"));
    }
    return TwilioAnswers.toStatus(api.ask(Budget.of(settings.timeout(), null).errand(),
        client -> Message.fetcher(sid).fetch(client)));
  }

  @Override
  public Optional<Download> fetch(String source) throws IOException {
    return media.fetch(source);
  }

  @Override
  public List<ServiceTemplate> templates() throws IOException {
    return contents.all(Budget.of(settings.timeout(), null));
  }

  @Override
  public Filling fill(ServiceTemplate template, Map<String, TemplateValue> values) {
    return new Filling.Filled(ContentGaps.fill(template, values));
  }

  /// Twilio marks a message as read only while it shows that somebody is writing.
  @Override
  public void read(String providerMessageId, boolean typing) {
    if (typing && capabilities.signals().contains(Capabilities.Signal.TYPING)) {
      api.ask(Budget.of(settings.timeout(), null).errand(), client -> TypingIndicator
          .creator(TypingIndicator.Channel.WHATSAPP, providerMessageId).create(client));
    }
  }

  @Override
  public List<Finding> check(@Nullable String webhookUrl) {
    return check.findings(webhookUrl);
  }
}
