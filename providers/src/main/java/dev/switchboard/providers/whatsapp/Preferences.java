package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.IdentityKind;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.InboundEvent.Identity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What customers change about themselves: whether they want advertising, and by which ids they are known.
///
/// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences
final class Preferences {

  /// One item of `user_preferences`.
  static InboundEvent consent(JsonNode item) {
    var who = People.identities(item.path("wa_id"), item.path("user_id"), item.path("parent_user_id"));
    var value = item.path("value").asText();
    if (who.isEmpty() || !value.equals("stop") && !value.equals("resume")) {
      return new InboundEvent.Unknown("user_preferences", "of nobody, or neither stop nor resume");
    }
    var category = Json.text(item.path("category"));
    return new InboundEvent.Consent(who.getFirst(), value.equals("resume"),
        category == null ? value : value + " " + category, Json.instant(item.path("timestamp")));
  }

  /// One item of `user_id_update`: both of the user's ids may be new, and the phone number stays.
  static List<InboundEvent> moved(JsonNode item) {
    var at = Json.instant(item.path("timestamp"));
    var moved = new ArrayList<InboundEvent>();
    for (var id : List.of(item.path("user_id"), item.path("parent_user_id"))) {
      var previous = People.identity(id.path("previous"));
      var current = People.identity(id.path("current"));
      var phone = People.identity(item.path("wa_id"));
      if (current != null && previous != null && !previous.equals(current)) {
        moved.add(new InboundEvent.Moved(previous, current, true, at));
      } else if (current != null && phone != null) {
        moved.add(new InboundEvent.Moved(phone, current, false, at));
      }
    }
    return moved.isEmpty() ? List.of(new InboundEvent.Unknown("user_id_update", "it has no ids")) : moved;
  }

  /// What a system message about a new number says: each new identity takes the place of the old one of its kind, or comes
  /// besides those that are known. Those that come besides are told first, as long as the old ones are still good.
  static List<InboundEvent> moved(List<Identity> known, List<Identity> next, @Nullable Instant at) {
    var besides = new ArrayList<InboundEvent>();
    var instead = new ArrayList<InboundEvent>();
    for (var also : next) {
      if (known.contains(also)) {
        continue;
      }
      known.stream().filter(old -> sameKind(old, also)).findFirst().ifPresentOrElse(
          old -> instead.add(new InboundEvent.Moved(old, also, true, at)),
          () -> known.stream().findFirst()
              .ifPresent(old -> besides.add(new InboundEvent.Moved(old, also, false, at))));
    }
    besides.addAll(instead);
    return besides;
  }

  private static boolean sameKind(Identity one, Identity other) {
    return one.kind() == other.kind() && (one.kind() != IdentityKind.BSUID || isParent(one) == isParent(other));
  }

  // A parent id is shared by several business portfolios: US.ENT.11815799212886844830.
  private static boolean isParent(Identity identity) {
    return identity.value().contains(".ENT.");
  }

  private Preferences() {}
}
