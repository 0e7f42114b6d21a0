package dev.switchboard.core.contact;

import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.spi.IdentityKind;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// An address in its normal form, and the key by which its spellings are one.
///
/// @param value what is sent to, such as `+5511999990001`
/// @param matchKey equal for all spellings of the address: Brazilian mobiles with and without the ninth digit are one,
///        because services report either for the same person
public record Address(IdentityKind kind, String value, String matchKey) {

  private static final Pattern PHONE_FILLERS = Pattern.compile("[\\s().\\-\\u00a0]");
  private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");
  // Country, area code of two digits, the ninth digit, then a mobile number, which begins with 6 to 9.
  private static final Pattern BRAZILIAN_MOBILE = Pattern.compile("\\+55([1-9][0-9])9?([6-9][0-9]{7})");
  private static final Pattern EMAIL = Pattern
      .compile("[^\\s\\p{Cntrl}\\p{Cs}@<>\"(),:;\\[\\]]{1,64}@[^\\s\\p{Cntrl}\\p{Cs}@<>\"(),:;\\[\\]]{1,255}");
  // In bytes: the address is a key of an index, which takes no more than 2,700.
  private static final int LONGEST_TOKEN = 2048;

  /// Empty where the text is no address of that kind.
  public static Optional<Address> parse(IdentityKind kind, String text) {
    return switch (kind) {
      case PHONE -> phone(text);
      case EMAIL -> email(text.strip());
      case BSUID, DEVICE -> token(kind, text.strip());
    };
  }

  private static Optional<Address> phone(String text) {
    var number = PHONE_FILLERS.matcher(text).replaceAll("");
    if (!E164.matcher(number).matches()) {
      return Optional.empty();
    }
    var brazilian = BRAZILIAN_MOBILE.matcher(number);
    var key = brazilian.matches() ? "+55" + brazilian.group(1) + brazilian.group(2) : number;
    return Optional.of(new Address(IdentityKind.PHONE, number, key));
  }

  private static Optional<Address> email(String text) {
    if (!EMAIL.matcher(text).matches()) {
      return Optional.empty();
    }
    // Only the domain is case-insensitive by the book, but no mailbox in use tells its owners apart by case.
    return Optional.of(new Address(IdentityKind.EMAIL, text, text.toLowerCase(Locale.ROOT)));
  }

  private static Optional<Address> token(IdentityKind kind, String text) {
    return text.isEmpty() || text.getBytes(StandardCharsets.UTF_8).length > LONGEST_TOKEN
        || !Jsonb.storableText(text).equals(text)
            ? Optional.empty()
            : Optional.of(new Address(kind, text, text));
  }
}
