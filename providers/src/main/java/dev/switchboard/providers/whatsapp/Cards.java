package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.ContactCard;
import dev.switchboard.core.spi.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the visiting cards that customers send.
final class Cards {

  /// Null where there is none.
  static @Nullable Content read(JsonNode contacts) {
    if (!contacts.isArray() || contacts.isEmpty()) {
      return null;
    }
    List<ContactCard> cards = new ArrayList<>();
    contacts.forEach(contact -> cards.add(card(contact)));
    return new Content.Contacts(cards);
  }

  private static ContactCard card(JsonNode contact) {
    List<ContactCard.Phone> phones = new ArrayList<>();
    for (var phone : contact.path("phones")) {
      var whatsapp = Json.text(phone.path("wa_id"));
      var number = Json.text(phone.path("phone"));
      if (number != null || whatsapp != null) {
        phones.add(
            new ContactCard.Phone(number == null ? "+" + whatsapp : number, Json.text(phone.path("type")), whatsapp));
      }
    }
    List<String> emails = new ArrayList<>();
    for (var email : contact.path("emails")) {
      var address = Json.text(email.path("email"));
      if (address != null) {
        emails.add(address);
      }
    }
    var company = Json.text(contact.path("org").path("company"));
    return new ContactCard(name(contact.path("name"), phones, company), phones, emails, company,
        Json.text(contact.path("vcard")));
  }

  private static String name(JsonNode name, List<ContactCard.Phone> phones, @Nullable String company) {
    var formatted = Json.text(name.path("formatted_name"));
    if (formatted != null) {
      return formatted;
    }
    var parts = Stream.of("prefix", "first_name", "middle_name", "last_name", "suffix")
        .map(part -> Json.text(name.path(part))).filter(Objects::nonNull).collect(Collectors.joining(" "));
    if (!parts.isEmpty()) {
      return parts;
    }
    return company != null ? company : phones.isEmpty() ? "" : phones.getFirst().number();
  }

  private Cards() {}
}
