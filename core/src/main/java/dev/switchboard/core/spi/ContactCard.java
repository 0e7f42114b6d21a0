package dev.switchboard.core.spi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A visiting card.
///
/// @param name as one would write it on an envelope
/// @param phones may be empty
/// @param emails may be empty
/// @param vcard the card as the service sent it (RFC 6350 or older); null where it sent none
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ContactCard(String name, List<Phone> phones, List<String> emails, @Nullable String organization,
    @Nullable String vcard) {

  @SuppressWarnings("NullAway") // what JSON leaves out
  public ContactCard {
    phones = phones == null ? List.of() : List.copyOf(phones);
    emails = emails == null ? List.of() : List.copyOf(emails);
  }

  /// @param number as it stands on the card
  /// @param type such as `WORK`; null where the card does not say
  /// @param whatsapp the number by which WhatsApp knows it, digits only; null where it does not
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Phone(String number, @Nullable String type, @Nullable String whatsapp) {}
}
