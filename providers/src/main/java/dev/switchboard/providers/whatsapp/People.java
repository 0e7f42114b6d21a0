package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.IdentityKind;
import dev.switchboard.core.spi.InboundEvent.Identity;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Who a webhook is about: its `contacts`, and the identities in its items.
///
/// Everything is optional. Who has a username may hide the phone number, and is then known by a business-scoped user id
/// alone: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
///
/// @param contacts the webhook's
record People(JsonNode contacts) {

  private static final Pattern PHONE = Pattern.compile("\\+?([1-9][0-9]{6,14})");

  /// The first is the phone number, where Meta tells it: unlike user ids it takes every kind of message.
  ///
  /// @param ids in the order of preference; missing ones are left out
  static List<Identity> identities(JsonNode... ids) {
    var identities = new LinkedHashSet<Identity>();
    for (var id : ids) {
      var identity = identity(id);
      if (identity != null) {
        identities.add(identity);
      }
    }
    return List.copyOf(identities);
  }

  /// A phone number where it is one; anything else that Meta may call a user some day is taken as it is. Null where there is
  /// nothing.
  static @Nullable Identity identity(JsonNode id) {
    var text = Json.text(id);
    if (text == null) {
      return null;
    }
    var phone = PHONE.matcher(text.strip());
    return phone.matches()
        ? new Identity(IdentityKind.PHONE, "+" + phone.group(1))
        : new Identity(IdentityKind.BSUID, text.strip());
  }

  /// The contact that has this number or user id, or the only one there is: Brazilian numbers, for one, may be written in two
  /// ways.
  JsonNode of(JsonNode... ids) {
    for (var contact : contacts) {
      for (var id : ids) {
        var text = Json.text(id);
        if (text != null && (text.equals(Json.text(contact.path("wa_id")))
            || text.equals(Json.text(contact.path("user_id")))
            || text.equals(Json.text(contact.path("parent_user_id"))))) {
          return contact;
        }
      }
    }
    return contacts.size() == 1 ? contacts.path(0) : contacts.path("none");
  }

  /// Everything by which Meta knows who did it: what the item says, and what the contact adds.
  static List<Identity> all(List<Identity> item, JsonNode contact) {
    var more = new ArrayList<>(item);
    if (item.stream().noneMatch(identity -> identity.kind() == IdentityKind.PHONE)) {
      more.addAll(0, identities(contact.path("wa_id")));
    }
    more.addAll(identities(contact.path("user_id"), contact.path("parent_user_id")));
    return List.copyOf(new LinkedHashSet<>(more));
  }
}
