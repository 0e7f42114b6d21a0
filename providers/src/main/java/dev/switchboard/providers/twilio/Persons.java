package dev.switchboard.providers.twilio;

import dev.switchboard.core.spi.IdentityKind;
import dev.switchboard.core.spi.InboundEvent.Identity;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// By what Twilio knows a customer: a phone number, WhatsApp's business-scoped user id, or both.
final class Persons {

  private static final Pattern PHONE = Pattern.compile("\\+[1-9][0-9]{2,14}");
  private static final Pattern BSUID = Pattern.compile("[A-Z]{2}\\.[A-Za-z0-9.]+");
  private static final Pattern DIGITS = Pattern.compile("[1-9][0-9]{2,14}");

  /// The number first where there is one; may be empty.
  ///
  /// @param field that has the address, `From` or `To`
  static List<Identity> of(Form form, String field) {
    var address = withoutChannel(form.text(field));
    var found = new LinkedHashSet<Identity>();
    add(found, IdentityKind.PHONE, PHONE, address);
    var digits = form.text("WaId");
    if (found.isEmpty() && digits != null && DIGITS.matcher(digits).matches()) {
      found.add(new Identity(IdentityKind.PHONE, "+" + digits));
    }
    add(found, IdentityKind.BSUID, BSUID, address);
    add(found, IdentityKind.BSUID, BSUID, withoutChannel(form.text("ExternalUserId")));
    return List.copyOf(found);
  }

  private static void add(Set<Identity> found, IdentityKind kind, Pattern pattern, @Nullable String value) {
    if (value != null && pattern.matcher(value).matches()) {
      found.add(new Identity(kind, value));
    }
  }

  private static @Nullable String withoutChannel(@Nullable String address) {
    return address == null ? null : address.strip().replaceFirst("^whatsapp:", "");
  }

  /// A field's name as our JSON writes names.
  static String uncapitalized(String name) {
    return name.isEmpty() ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  private Persons() {}
}
