package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.InboundEvent.Identity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads what customers write, one item of `messages` at a time.
///
/// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
final class InboundMessages {

  /// The message, and for a system message about a new number also where the customer has gone.
  static List<InboundEvent> read(JsonNode message, People people) {
    var id = Json.text(message.path("id"));
    if (id == null) {
      return List.of(new InboundEvent.Unknown("message", "it has no id"));
    }
    var contact = people.of(message.path("from"), message.path("from_user_id"), message.path("from_parent_user_id"));
    var own = People.identities(message.path("from"), message.path("from_user_id"),
        message.path("from_parent_user_id"));
    var isSystem = message.path("type").asText().equals("system");
    // A system message is from where the customer was; what else is known of them may be the new already.
    var from = isSystem ? formerly(own, message.path("system")) : People.all(own, contact);
    if (from.isEmpty()) {
      return List.of(new InboundEvent.Unknown("message", "it is from nobody"));
    }
    var at = Json.instant(message.path("timestamp"));
    var events = new ArrayList<InboundEvent>();
    events.add(new InboundEvent.Message(id, from, Json.text(contact.path("profile").path("name")),
        InboundContent.read(message), answered(message), at, metadata(message, contact)));
    if (isSystem) {
      var system = message.path("system");
      var next = People.identities(firstOf(system.path("new_wa_id"), system.path("wa_id")), system.path("user_id"),
          system.path("parent_user_id"));
      events.addAll(Preferences.moved(from, next, at));
    }
    return events;
  }

  private static List<Identity> formerly(List<Identity> own, JsonNode system) {
    if (!own.isEmpty()) {
      return own;
    }
    var former = People.identities(system.path("customer"), system.path("previous_user_id"));
    return former.isEmpty() ? People.identities(system.path("wa_id"), system.path("user_id")) : former;
  }

  private static JsonNode firstOf(JsonNode one, JsonNode other) {
    return Json.text(one) == null ? other : one;
  }

  /// The message that this one answers, is put on, corrects or takes back.
  private static @Nullable String answered(JsonNode message) {
    return switch (message.path("type").asText()) {
      case "reaction" -> Json.text(message.path("reaction").path("message_id"));
      case "edit" -> Json.text(message.path("edit").path("original_message_id"));
      case "revoke" -> Json.text(message.path("revoke").path("original_message_id"));
      default -> Json.text(message.path("context").path("id"));
    };
  }

  private static Map<String, String> metadata(JsonNode message, JsonNode contact) {
    var metadata = new LinkedHashMap<String, String>();
    var context = message.path("context");
    var interactive = message.path("interactive");
    Json.pick("profile", contact.path("profile"), metadata, "username");
    Json.pick("message", message, metadata, "group_id");
    Json.pick("context", context, metadata, "forwarded", "frequently_forwarded");
    Json.pick("product", context.path("referred_product"), metadata, "catalog_id", "product_retailer_id");
    // The advertisement that the customer came from.
    Json.pick("referral", message.path("referral"), metadata, "source_url", "source_id", "source_type", "headline",
        "body", "media_type", "image_url", "video_url", "thumbnail_url", "ctwa_clid");
    Json.pick("form", interactive.path("nfm_reply"), metadata, "name");
    Json.pick("call_permission", interactive.path("call_permission_reply"), metadata, "response_source",
        "expiration_timestamp", "is_permanent");
    Statuses.errors(message.path("errors"), metadata);
    return metadata;
  }

  private InboundMessages() {}
}
