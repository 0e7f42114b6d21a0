package dev.switchboard.providers.pigeon;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.IdentityKind;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.InboundEvent.Identity;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Reads the service's calls: https://docs.pigeon.example/webhooks
final class PigeonWebhook {

  private final Secret key;

  PigeonWebhook(Secret key) {
    this.key = key;
  }

  WebhookResult read(WebhookRequest request) {
    if (!request.verified() && !proven(request)) {
      return new WebhookResult.Refused("no valid signature");
    }
    var items = PigeonAnswers.parse(request.body()).path("items");
    if (!items.isArray()) {
      return new WebhookResult.Understood(List.of(new InboundEvent.Unknown("webhook", "it has no items")));
    }
    var events = new ArrayList<InboundEvent>();
    items.forEach(item -> events.add(event(item)));
    return new WebhookResult.Understood(events);
  }

  /// HMAC-SHA256 over the raw bytes, in hexadecimal; compared in constant time.
  private boolean proven(WebhookRequest request) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      var right = HexFormat.of().formatHex(mac.doFinal(request.body()));
      var given = request.header("Pigeon-Signature").orElse("");
      return MessageDigest.isEqual(right.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  private static InboundEvent event(JsonNode item) {
    var id = item.path("id").asText();
    var type = item.path("type").asText();
    return switch (type) {
      case "letter" -> letter(item, id);
      case "whereabouts" -> PigeonAnswers.status(item)
          .filter(_ -> !id.isBlank())
          .<InboundEvent>map(status -> new InboundEvent.Receipt(PigeonAnswers.report(id, status, item)))
          .orElseGet(() -> new InboundEvent.Unknown("whereabouts", "its id or status is missing or new"));
      case "no_pigeons_please", "pigeons_please" -> new InboundEvent.Consent(sender(item),
          type.equals("pigeons_please"), type, PigeonAnswers.time(item));
      default -> new InboundEvent.Unknown(type, "an item of a new type");
    };
  }

  private static InboundEvent letter(JsonNode item, String id) {
    if (id.isBlank() || sender(item).value().isBlank()) {
      return new InboundEvent.Unknown("letter", "its id or sender is missing");
    }
    return new InboundEvent.Message(id, List.of(sender(item)), item.path("name").asText(null), content(item),
        item.path("answers").asText(null), PigeonAnswers.time(item), Map.of());
  }

  private static Identity sender(JsonNode item) {
    return new Identity(IdentityKind.PHONE, item.path("from").asText());
  }

  // A picture stays with the service until somebody fetches it; a message of a new kind is still a message.
  private static Content content(JsonNode item) {
    var text = item.path("text").asText(null);
    if (item.path("picture").isTextual()) {
      return new Content.Image(MediaFile.at(item.path("picture").asText(), null, null), text);
    }
    return text == null ? new Content.Unknown(item.path("kind").asText(), item) : new Content.Text(text);
  }
}
