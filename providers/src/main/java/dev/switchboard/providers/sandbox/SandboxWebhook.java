package dev.switchboard.providers.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.DeliveryReport.Status;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.IdentityKind;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.InboundEvent.Identity;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the service's webhooks mean: `{"items": [...]}`, each item a `receipt` or a `message`, in any mixture.
final class SandboxWebhook {

  private static final Map<String, Status> STATUSES = Map.of("sent", Status.SENT, "delivered", Status.DELIVERED, "read",
      Status.READ, "failed", Status.FAILED);

  private final Secret key;

  SandboxWebhook(Secret key) {
    this.key = key;
  }

  WebhookResult read(WebhookRequest request) {
    var timestamp = request.header(Signature.TIMESTAMP_HEADER).orElse("");
    var signature = request.header(Signature.SIGNATURE_HEADER).orElse("");
    if (!request.verified() && !Signature.valid(key, timestamp, request.body(), signature, request.receivedAt())) {
      return new WebhookResult.Refused("no valid signature, or one that is too old");
    }
    var items = Json.read(request.body()).path("items");
    if (!items.isArray()) {
      return new WebhookResult.Understood(List.of(new InboundEvent.Unknown("webhook", "it has no items")));
    }
    var events = new ArrayList<InboundEvent>();
    items.forEach(item -> events.add(event(item)));
    return new WebhookResult.Understood(events);
  }

  private static InboundEvent event(JsonNode item) {
    var type = item.path("type").asText();
    var id = item.path("id").textValue();
    if (id == null || id.isEmpty()) {
      return new InboundEvent.Unknown(type, "it has no id");
    }
    return switch (type) {
      case "receipt" -> receipt(id, item);
      case "message" -> message(id, item);
      default -> new InboundEvent.Unknown(type, "a new type of item");
    };
  }

  private static InboundEvent receipt(String id, JsonNode item) {
    var status = status(item.path("status"));
    if (status == null) {
      return new InboundEvent.Unknown("receipt", "a new status: " + item.path("status").asText());
    }
    var failure = status == Status.FAILED ? failure(item.path("reason")) : null;
    return new InboundEvent.Receipt(
        new DeliveryReport(id, status, "", SandboxAnswers.instant(item.path("at")), failure));
  }

  private static InboundEvent message(String id, JsonNode item) {
    var from = new ArrayList<Identity>();
    add(from, IdentityKind.PHONE, item.path("from").path("phone"));
    add(from, IdentityKind.BSUID, item.path("from").path("userId"));
    if (from.isEmpty()) {
      return new InboundEvent.Unknown("message", "it is from nobody");
    }
    return new InboundEvent.Message(id, from, item.path("from").path("name").textValue(), content(item.path("content")),
        item.path("replyTo").textValue(), SandboxAnswers.instant(item.path("at")), Map.of());
  }

  private static void add(List<Identity> identities, IdentityKind kind, JsonNode value) {
    if (value.isTextual() && !value.textValue().isBlank()) {
      identities.add(new Identity(kind, value.textValue()));
    }
  }

  private static Content content(JsonNode content) {
    var type = content.path("type").asText();
    var text = content.path("text").textValue();
    if (type.equals("text") && text != null) {
      return new Content.Text(text);
    }
    return new Content.Unknown(type, content.isMissingNode() ? NullNode.getInstance() : content);
  }

  static @Nullable Status status(JsonNode word) {
    return word.isTextual() ? STATUSES.get(word.textValue()) : null;
  }

  static Failure failure(JsonNode reason) {
    var code = reason.path("code").textValue();
    return new Failure(code == null ? FailureReason.UNKNOWN : Trouble.reason(code), code,
        reason.path("text").textValue());
  }

  /// The request that makes a customer write: it has the shape of the item that the service will post.
  static ObjectNode write(Identity from, @Nullable String name, Content content) {
    var body = Json.object();
    var sender = body.putObject("from");
    switch (from.kind()) {
      case PHONE -> sender.put("phone", SandboxHandler.phone(from.value())
          .orElseThrow(() -> new IllegalArgumentException("a phone number looks like +5511999990001")));
      case BSUID -> sender.put("userId", from.value());
      case EMAIL, DEVICE, TELEGRAM -> throw new IllegalArgumentException("customers of the sandbox have phones");
    }
    if (name != null) {
      sender.put("name", name);
    }
    switch (content) {
      case Content.Text(var text) -> body.putObject("content").put("type", "text").put("text", text);
      case Content.Unknown(var kindName, var raw) -> body.set("content", unknown(kindName, raw));
      default -> throw new IllegalArgumentException("customers of the sandbox write text");
    }
    return body;
  }

  private static ObjectNode unknown(String kindName, JsonNode raw) {
    var content = raw.isObject() ? raw.<ObjectNode>deepCopy() : Json.object();
    return content.put("type", kindName);
  }
}
