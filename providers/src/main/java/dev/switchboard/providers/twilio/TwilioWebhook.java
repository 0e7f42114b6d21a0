package dev.switchboard.providers.twilio;

import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What Twilio's calls mean: what became of a message of ours, or what a customer wrote.
///
/// https://www.twilio.com/docs/messaging/guides/track-outbound-message-status and
/// https://www.twilio.com/docs/messaging/guides/webhook-request
final class TwilioWebhook {

  // To a text/plain body Twilio would answer the customer with it, so the answer is an empty document of its own kind.
  private static final WebhookResult.Answer NO_REPLY = new WebhookResult.Answer("text/xml", "<Response/>");
  private static final Set<String> INBOUND = Set.of("received", "receiving");
  private static final List<String> WORTH_KEEPING = List.of("RawDlrDoneDate", "ChannelStatusMessage", "EventType",
      "Price", "PriceUnit", "NumSegments", "MessagingServiceSid");

  private final TwilioSettings settings;
  private final TwilioSignature signature;
  private final TwilioInbound inbound;

  TwilioWebhook(TwilioSettings settings) {
    this.settings = settings;
    this.signature = new TwilioSignature(settings.login().tokens());
    this.inbound = new TwilioInbound(settings);
  }

  WebhookResult read(WebhookRequest request) {
    var form = request.method().equals("GET") ? new Form(request.query()) : Form.of(request.body());
    if (!request.verified() && !signature.proves(request, form)) {
      return new WebhookResult.Refused("no valid X-Twilio-Signature for the address " + withoutQuery(request.url()));
    }
    var sid = sid(form);
    if (sid == null) {
      var what = form.text("CallSid") == null ? "webhook" : "call";
      return new WebhookResult.Understood(List.of(new InboundEvent.Unknown(what, "it has no MessageSid")), NO_REPLY);
    }
    var word = form.text("MessageStatus") == null ? form.text("SmsStatus") : form.text("MessageStatus");
    if (word != null && !INBOUND.contains(word.toLowerCase(Locale.ROOT))) {
      return new WebhookResult.Understood(List.of(receipt(sid, word, form, request)));
    }
    return new WebhookResult.Understood(inbound.read(sid, form).stream().map(event -> owned(event, form)).toList(),
        NO_REPLY);
  }

  private static @Nullable String sid(Form form) {
    for (var name : List.of("MessageSid", "SmsSid", "SmsMessageSid")) {
      var sid = form.text(name);
      if (sid != null) {
        return sid;
      }
    }
    return null;
  }

  private InboundEvent receipt(String sid, String word, Form form, WebhookRequest request) {
    var status = "READ".equalsIgnoreCase(form.text("EventType")) ? DeliveryReport.Status.READ : TwilioStatus.of(word);
    if (status == null) {
      return new InboundEvent.Unknown("receipt", "a new status: " + word);
    }
    var text = form.text("ErrorMessage") == null ? form.text("ChannelStatusMessage") : form.text("ErrorMessage");
    var failure = TwilioStatus.failure(status, word, form.text("ErrorCode"), text);
    // Twilio does not say when it was, but for the carrier's own date, which has no zone.
    var report = new DeliveryReport(sid, status, "", null, failure, Callback.messageId(request.url()), details(form));
    return new InboundEvent.Receipt(report, Persons.of(form, "To"));
  }

  private static Map<String, String> details(Form form) {
    var details = new LinkedHashMap<String, String>();
    for (var name : WORTH_KEEPING) {
      var value = form.text(name);
      if (value != null) {
        details.put(Persons.uncapitalized(name), value);
      }
    }
    return details;
  }

  /// One address may be called for all senders of a messaging service.
  private InboundEvent owned(InboundEvent event, Form form) {
    var to = form.text("To");
    var service = form.text("MessagingServiceSid");
    var whatsapp = form.raw("From").startsWith("whatsapp:");
    var from = settings.sender().number();
    var other = to != null && from != null && !to.equals(settings.addressOf(from)) ? to : null;
    if (whatsapp != (settings.channel() == Channel.WHATSAPP)) {
      other = to != null || service == null ? to : (whatsapp ? "whatsapp:" : "") + service;
    } else if (from == null && service != null && !service.equals(settings.sender().messagingServiceSid())) {
      other = settings.addressOf(service);
    }
    return other == null || event instanceof InboundEvent.Unknown ? event : new InboundEvent.Elsewhere(other, event);
  }

  private static String withoutQuery(String url) {
    return url.contains("?") ? url.substring(0, url.indexOf('?')) : url;
  }
}
