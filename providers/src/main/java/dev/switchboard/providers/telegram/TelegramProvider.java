package dev.switchboard.providers.telegram;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.switchboard.core.spi.AccountCheck;
import dev.switchboard.core.spi.Capabilities;
import dev.switchboard.core.spi.Capabilities.Limits;
import dev.switchboard.core.spi.Capabilities.Signal;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.MediaSource;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.Signals;
import dev.switchboard.core.spi.StatusQuery;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import dev.switchboard.providers.http.Call;
import dev.switchboard.providers.http.Exchange;
import dev.switchboard.providers.http.ServiceClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A bot. Telegram takes no reference of ours and cannot be asked about a message, so what got lost on the way stays in
/// doubt; nor does it report what became of one.
public final class TelegramProvider implements MediaSource, Signals, AccountCheck {

  private static final int MEGABYTE = 1024 * 1024;
  private static final long LARGEST_PHOTO = 10 * MEGABYTE;
  private static final long LARGEST_FILE = 50 * MEGABYTE;
  private static final long LARGEST_STICKER = MEGABYTE / 2;

  private final TelegramSettings settings;
  private final ServiceClient client;
  private final TelegramWebhook webhook;

  TelegramProvider(TelegramSettings settings, ServiceClient client) {
    this.settings = settings;
    this.client = client;
    this.webhook = new TelegramWebhook(settings.webhookSecret());
  }

  @Override
  public String name() {
    return "telegram";
  }

  @Override
  public Capabilities capabilities() {
    var longest = settings.timeout().compareTo(settings.uploadTimeout()) > 0
        ? settings.timeout()
        : settings.uploadTimeout();
    return Capabilities.over(Channel.TELEGRAM, longest)
        .takes(ContentKind.TEXT, Limits.text(TelegramRequest.LONGEST_TEXT))
        .takes(ContentKind.IMAGE, captioned(LARGEST_PHOTO, "image/jpeg", "image/png"))
        .takes(ContentKind.VIDEO, captioned(LARGEST_FILE, "video/mp4"))
        .takes(ContentKind.AUDIO, Limits.file(LARGEST_FILE, "audio/mpeg", "audio/mp4", "audio/ogg"))
        .takes(ContentKind.DOCUMENT, captioned(LARGEST_FILE))
        .takes(ContentKind.STICKER, Limits.file(LARGEST_STICKER, "image/webp"))
        .takes(ContentKind.LOCATION, Limits.NONE)
        .takes(ContentKind.CONTACTS, Limits.NONE)
        .takes(ContentKind.REACTION, Limits.NONE)
        .takes(ContentKind.INTERACTIVE, Limits.text(TelegramRequest.LONGEST_TEXT))
        .webhooks(Set.of())
        .pairRate(Duration.ofSeconds(1), 3)
        .signals(Signal.TYPING)
        .build();
  }

  private static Limits captioned(long bytes, String... mimeTypes) {
    return Limits.file(TelegramRequest.LONGEST_CAPTION, bytes, mimeTypes);
  }

  @Override
  public SendResult send(OutboundMessage message) {
    if (!capabilities().contentKinds().contains(message.content().kind())) {
      return SendResult.notSupported(message.content());
    }
    try {
      var request = TelegramRequest.of(message);
      var nameless = request.isNameless() ? message.id() : null;
      return switch (call(request, message)) {
        case Exchange.Answered answer -> TelegramAnswers.toSend(answer, nameless, Instant.now());
        case Exchange.NotSent(var failure) -> new SendResult.RetryLater(failure);
        case Exchange.Unanswered(var failure) -> new SendResult.Unconfirmed(failure);
      };
    } catch (NotSendableException e) {
      return new SendResult.Rejected(Failure.of(FailureReason.CONTENT_REFUSED, e.getMessage()));
    } catch (IOException | UncheckedIOException e) {
      return new SendResult.RetryLater(
          Failure.of(FailureReason.UNKNOWN, "our copy of the file could not be read"));
    }
  }

  /// @throws IOException where our file cannot be opened: then nothing has been sent
  private Exchange call(TelegramRequest request, OutboundMessage message) throws IOException, NotSendableException {
    var url = settings.method(request.method());
    if (request.file() == null) {
      return client.call(Call.postJson(url, Map.of(), request.json(), settings.timeout())
          .before(message.deadlineNanos()));
    }
    var kept = message.files().find(request.file().id())
        .orElseThrow(() -> new NotSendableException("the file is not here any more"));
    return client.call(Call.post(url, Map.of(), "", new byte[0], settings.uploadTimeout())
        .before(message.deadlineNanos()), request.form(), request.file().field(), kept,
        message.files().open(kept.id()));
  }

  @Override
  public WebhookResult receive(WebhookRequest request) {
    return webhook.read(request);
  }

  @Override
  public StatusResult getStatus(StatusQuery query) {
    return new StatusResult.CannotTell(Failure.of(FailureReason.UNKNOWN, "Telegram cannot be asked about a message"));
  }

  @Override
  public Optional<Download> fetch(String source) throws IOException {
    return new TelegramFiles(settings, client).fetch(source);
  }

  // Bots cannot show that they have read.
  @Override
  public void read(String providerMessageId, boolean typing) {
    var id = MessageId.parse(providerMessageId);
    if (typing && id.isPresent()) {
      var body = JsonNodeFactory.instance.objectNode().put("chat_id", id.get().chat()).put("action", "typing");
      client.call(Call.postJson(settings.method("sendChatAction"), Map.of(),
          body.toString().getBytes(StandardCharsets.UTF_8), settings.timeout()));
    }
  }

  @Override
  public List<Finding> check(@Nullable String webhookUrl) {
    return new TelegramCheck(settings, client).look(webhookUrl);
  }
}
