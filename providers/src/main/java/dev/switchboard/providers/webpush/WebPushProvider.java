package dev.switchboard.providers.webpush;

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
import dev.switchboard.providers.http.ServiceClient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An account that pushes to browsers. Recipients are subscriptions, see [Subscription]; what a service worker gets is in
/// [PushMessage].
public final class WebPushProvider implements AccountCheck {

  // So many characters fit into a record whatever they are; no browser shows more of a notification.
  private static final int MAX_TEXT_LENGTH = 850;
  private static final int MAX_BODY_LENGTH = 3900;

  private final WebPushSettings settings;
  private final PushServices services;

  /// @param internet goes to the public internet only
  /// @param anywhere goes where an operator has allowed it
  WebPushProvider(WebPushSettings settings, ServiceClient internet, ServiceClient anywhere) {
    this.settings = settings;
    this.services = new PushServices(settings, internet, anywhere);
  }

  @Override
  public String name() {
    return "webpush";
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.over(Channel.PUSH, settings.timeout())
        .takes(ContentKind.TEXT, Limits.text(MAX_TEXT_LENGTH))
        .takes(ContentKind.NOTIFICATION, Limits.text(MAX_BODY_LENGTH))
        .build();
  }

  /// Browsers' scripts write the same subscription in several ways.
  @Override
  public String normalAddress(String address) {
    try {
      return Subscription.parse(address).normalForm();
    } catch (IllegalArgumentException e) {
      return address;
    }
  }

  @Override
  public SendResult send(OutboundMessage message) {
    try {
      return switch (message.content()) {
        case Content.Text text when text.text().codePointCount(0, text.text().length()) <= MAX_TEXT_LENGTH ->
            send(message, PushMessage.of(message.id(), text, settings));
        case Content.Text _ ->
            rejected(FailureReason.CONTENT_REFUSED, "the text is longer than " + MAX_TEXT_LENGTH + " characters");
        case Content.Notification notification ->
            send(message, PushMessage.of(message.id(), notification, settings));
        default -> SendResult.notSupported(message.content());
      };
    } catch (IllegalArgumentException e) {
      return rejected(FailureReason.CONTENT_REFUSED, e.getMessage());
    }
  }

  private SendResult send(OutboundMessage message, PushMessage push) {
    if (push.payload().length > PushEncryption.LONGEST) {
      return rejected(FailureReason.CONTENT_REFUSED,
          "it has " + push.payload().length + " bytes, and " + PushEncryption.LONGEST + " are the most");
    }
    try {
      var subscription = Subscription.parse(message.to());
      return services.mayCall(subscription.endpoint())
          ? services.post(subscription, push.payload(), push.headers(), message.deadlineNanos(),
              message.id().toString())
          : rejected(FailureReason.BAD_ADDRESS, "the subscription's endpoint is not https");
    } catch (IllegalArgumentException e) {
      return rejected(FailureReason.BAD_ADDRESS, e.getMessage());
    }
  }

  private static SendResult rejected(FailureReason reason, @Nullable String text) {
    return new SendResult.Rejected(Failure.of(reason, text));
  }

  @Override
  public WebhookResult receive(WebhookRequest request) {
    return new WebhookResult.Refused("push services call nobody");
  }

  @Override
  public StatusResult getStatus(StatusQuery query) {
    return new StatusResult.CannotTell(
        Failure.of(FailureReason.UNKNOWN, "push services cannot be asked about a message"));
  }

  /// Looks at what can be seen without a subscription: there is nobody to ask.
  @Override
  public List<Finding> check(@Nullable String webhookUrl) {
    var subject = settings.identity().subject();
    return List.of(
        new Finding(Verdict.GOOD, "VAPID keys", null, "the two keys belong together"),
        subject.matches("(?i).*[@/.](localhost|local|internal|test|invalid)([:/].*)?")
            ? new Finding(Verdict.DOUBTFUL, "subject", "subject",
                "Apple refuses a subject in a domain that the internet does not know, with BadJwtToken")
            : new Finding(Verdict.GOOD, "subject", null, "push services can read it: " + subject),
        new Finding(Verdict.UNKNOWN, "push service", null,
            "each browser brings its own with its subscription; send a notification to one to see that it works"));
  }
}
