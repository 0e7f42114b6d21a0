package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import dev.switchboard.core.spi.WebhookResult.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Meta's webhooks: the question with which it makes sure of us, and what it reports. A report has many entries (business
/// accounts), each with many changes (fields), each with many items; all are read, in their order.
///
/// https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components
final class WhatsAppWebhook {

  private static final String OBJECT = "whatsapp_business_account";
  private static final int LONGEST_CHALLENGE = 1024;

  private final WhatsAppSettings.Sender sender;
  private final WhatsAppSettings.Secrets secrets;

  WhatsAppWebhook(WhatsAppSettings.Sender sender, WhatsAppSettings.Secrets secrets) {
    this.sender = sender;
    this.secrets = secrets;
  }

  WebhookResult read(WebhookRequest request) {
    if (request.method().equals("GET")) {
      return challenge(request);
    }
    var signature = request.header(Signature.HEADER).orElse("");
    return request.verified() || Signature.valid(secrets.appSecret(), request.body(), signature)
        ? new WebhookResult.Understood(events(Json.read(request.body())))
        : new WebhookResult.Refused("no valid " + Signature.HEADER);
  }

  private WebhookResult challenge(WebhookRequest request) {
    var token = parameter(request, "hub.verify_token").map(Secret::new);
    var challenge = parameter(request, "hub.challenge");
    if (!parameter(request, "hub.mode").equals(Optional.of("subscribe")) || challenge.isEmpty()
        || challenge.get().length() > LONGEST_CHALLENGE) {
      return new WebhookResult.Refused("not a question of Meta's");
    }
    return request.verified() || token.filter(secrets.verifyToken()::equals).isPresent()
        ? new WebhookResult.Understood(List.of(), new Answer("text/plain", challenge.get()))
        : new WebhookResult.Refused("another verify token");
  }

  private static Optional<String> parameter(WebhookRequest request, String name) {
    return request.query().getOrDefault(name, List.of()).stream().findFirst();
  }

  private List<InboundEvent> events(JsonNode body) {
    if (!OBJECT.equals(body.path("object").asText())) {
      return List.of(new InboundEvent.Unknown("webhook", "it is not about a " + OBJECT));
    }
    if (!body.path("entry").isArray() || body.path("entry").isEmpty()) {
      return List.of(new InboundEvent.Unknown("webhook", "it has no entries"));
    }
    var events = new ArrayList<InboundEvent>();
    body.path("entry").forEach(entry -> entry(entry, events));
    return events;
  }

  private void entry(JsonNode entry, List<InboundEvent> events) {
    if (!entry.path("changes").isArray() || entry.path("changes").isEmpty()) {
      events.add(new InboundEvent.Unknown("entry", "it has no changes"));
      return;
    }
    for (var change : entry.path("changes")) {
      var owner = elsewhere(entry, change.path("value"));
      for (var event : Changes.read(change)) {
        events.add(owner == null ? event : new InboundEvent.Elsewhere(owner, event));
      }
    }
  }

  // One address serves all numbers and all business accounts of an app. What is about a number names it; the rest is about
  // the whole business account.
  private @Nullable String elsewhere(JsonNode entry, JsonNode value) {
    var metadata = value.has("metadata") ? value.path("metadata") : value.path("phone_number_settings");
    var number = Json.text(metadata.path("phone_number_id"));
    if (number != null) {
      return number.equals(sender.phoneNumberId()) ? null : number;
    }
    var account = Json.text(entry.path("id"));
    return account == null || sender.businessAccountId() == null || account.equals(sender.businessAccountId())
        ? null
        : account;
  }
}
