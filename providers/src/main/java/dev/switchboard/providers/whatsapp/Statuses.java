package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.DeliveryReport.Status;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.InboundEvent.Identity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads what became of our messages, one item of `statuses` at a time.
///
/// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
final class Statuses {

  // Who has listened to a voice message has read it.
  private static final Map<String, Status> STATUSES = Map.of("sent", Status.SENT, "delivered", Status.DELIVERED, "read",
      Status.READ, "played", Status.READ, "failed", Status.FAILED);

  static InboundEvent read(JsonNode item, People people) {
    var id = Json.text(item.path("id"));
    var word = item.path("status").asText();
    var status = STATUSES.get(word);
    if (id == null || status == null) {
      return new InboundEvent.Unknown("status", id == null ? "it names no message" : "a new one: " + word);
    }
    var inGroup = item.path("recipient_type").asText().equals("group");
    var participant = inGroup ? participant(item) : List.<Identity>of();
    var failure = status == Status.FAILED ? failure(item.path("errors")) : null;
    var report = new DeliveryReport(id, status, participant.isEmpty() ? "" : participant.getFirst().value(),
        Json.instant(item.path("timestamp")), failure, ourId(item.path("biz_opaque_callback_data")),
        details(word, item));
    return new InboundEvent.Receipt(report, inGroup ? participant : recipient(item, people));
  }

  private static List<Identity> participant(JsonNode item) {
    return People.identities(item.path("recipient_participant_id"), item.path("recipient_participant_user_id"),
        item.path("recipient_participant_parent_user_id"));
  }

  private static List<Identity> recipient(JsonNode item, People people) {
    JsonNode[] ids = {item.path("recipient_id"), item.path("recipient_user_id"), item.path("recipient_parent_user_id")};
    return People.all(People.identities(ids), people.of(ids));
  }

  private static Failure failure(JsonNode errors) {
    return GraphError.of(errors.path(0)).map(error -> error.failure(FailureReason.UNKNOWN))
        .orElseGet(() -> Failure.of(FailureReason.UNKNOWN, null));
  }

  /// What we gave with the message; null where it was somebody else who sent it.
  private static @Nullable UUID ourId(JsonNode data) {
    try {
      return data.isTextual() && data.asText().length() == 36 ? UUID.fromString(data.asText()) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Map<String, String> details(String word, JsonNode item) {
    var details = new LinkedHashMap<String, String>();
    var pricing = item.path("pricing");
    Json.pick("price", pricing, details, "billable", "pricing_model", "category", "type");
    var conversation = item.path("conversation");
    Json.pick("conversation", conversation, details, "id", "expiration_timestamp");
    Json.pick("conversation.origin", conversation.path("origin"), details, "type");
    if (word.equals("played")) {
      details.put("status", word);
    }
    if (item.path("recipient_type").asText().equals("group")) {
      Json.pick("group", item, details, "recipient_id");
    }
    errors(item.path("errors"), details);
    return details;
  }

  /// Meta's words for what went wrong, all of them.
  static void errors(JsonNode errors, Map<String, String> into) {
    for (var i = 0; i < errors.size(); i++) {
      var error = errors.path(i);
      Json.pick("errors[" + i + "]", error, into, "code", "title", "message", "details", "href");
      Json.pick("errors[" + i + "]", error.path("error_data"), into, "details");
    }
  }

  private Statuses() {}
}
