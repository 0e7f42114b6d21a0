package dev.switchboard.core.contact;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Phone numbers in E.164, and which spellings are one number.
///
/// Only three countries have numbers that services write in two ways, and their rules are written out here rather than asked
/// of the library: a key must stay what it is when the library's tables change. Thread-safe; no I/O after the first use.
final class PhoneNumbers {

  // Tables of every country's lengths and prefixes. They age, so they decide what cannot be dialled, never what is in use.
  private static final PhoneNumberUtil LIBRARY = PhoneNumberUtil.getInstance();
  private static final int LONGEST = 15;
  // With a trunk prefix, a carrier's code or Argentina's 15 in between.
  private static final int LONGEST_WRITTEN = 20;

  private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{2,14}");
  // Area, then eight digits that begin with 2 to 9, or the ninth digit and eight of any.
  private static final Pattern BRAZILIAN = Pattern.compile("\\+55[1-9][0-9](?:[2-9][0-9]{7}|9[0-9]{8})");
  // Mobiles that had eight digits once, which began with 6 to 9. What begins with a 9 and then 2 to 5 never had: without its
  // ninth digit it would be a landline's number.
  private static final Pattern BRAZILIAN_MOBILE = Pattern.compile("\\+55([1-9][0-9])9?([6-9][0-9]{7})");
  // Area and number have ten digits together; calls from abroad to a mobile put a 9 in front.
  private static final Pattern ARGENTINE = Pattern.compile("\\+549?([1-3][0-9]{9})");
  // Ten digits; until 2019 calls from abroad to a mobile put a 1 in front, and WhatsApp still does.
  private static final Pattern MEXICAN = Pattern.compile("\\+521?([2-9][0-9]{9})");

  /// What somebody wrote, such as `+55 (11) 98888-0001`, in E.164. Empty where that cannot be a phone number: no country has
  /// ones like it. One that is only in no table is taken.
  static Optional<String> read(String text) {
    var written = digits(text);
    if (written == null) {
      return Optional.empty();
    }
    return isPlain(written) ? Optional.of(written) : ask(written);
  }

  /// What a service gave, as it is but for a missing or doubled sign. Empty where it is not in E.164 at all.
  static Optional<String> given(String text) {
    return Optional.ofNullable(digits(text)).filter(number -> E164.matcher(number).matches());
  }

  /// Equal for all spellings of a number.
  ///
  /// @param number in E.164
  static String key(String number) {
    if (number.startsWith("+55")) {
      var mobile = BRAZILIAN_MOBILE.matcher(number);
      return mobile.matches() ? "+55" + mobile.group(1) + mobile.group(2) : number;
    }
    if (number.startsWith("+54")) {
      // A service that dials as people do at home, with the 15.
      var argentine = ARGENTINE.matcher(number.length() > "+549".length() + 10 ? ask(number).orElse(number) : number);
      return argentine.matches() ? "+54" + argentine.group(1) : number;
    }
    if (number.startsWith("+52")) {
      var mexican = MEXICAN.matcher(number);
      return mexican.matches() ? "+52" + mexican.group(1) : number;
    }
    return number;
  }

  // What needs no library: the numbers of the countries whose rules are here anyway.
  private static boolean isPlain(String number) {
    return BRAZILIAN.matcher(number).matches() || ARGENTINE.matcher(number).matches()
        || MEXICAN.matcher(number).matches();
  }

  private static Optional<String> ask(String written) {
    // Some write both, the 9 for abroad and the 15 for home; the library knows either.
    var number = written.startsWith("+549") && written.length() > "+549".length() + 11
        ? "+54" + written.substring("+549".length())
        : written;
    try {
      var parsed = LIBRARY.parse(number, null);
      return LIBRARY.isPossibleNumberWithReason(parsed) == ValidationResult.IS_POSSIBLE
          ? Optional.of(LIBRARY.format(parsed, PhoneNumberFormat.E164)).filter(e164 -> e164.length() <= LONGEST + 1)
          : Optional.empty();
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }

  /// A plus sign and digits, without what people put in between; null where there is anything else.
  private static @Nullable String digits(String text) {
    var number = new StringBuilder(LONGEST + 1);
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (number.isEmpty() && (c == '+' || c == '\uff0b')) {
        number.append('+');
      } else if (!number.isEmpty() && Character.isDigit(c)) {
        number.append((char) ('0' + Character.digit(c, 10)));
      } else if (!isFiller(c)) {
        return null;
      }
    }
    return number.length() < 2 || number.length() > LONGEST_WRITTEN + 1 ? null : number.toString();
  }

  // Also what comes along when a number is copied from a telephone's contacts: invisible marks of direction.
  private static boolean isFiller(char c) {
    return switch (Character.getType(c)) {
      case Character.SPACE_SEPARATOR, Character.DASH_PUNCTUATION, Character.FORMAT -> true;
      default -> Character.isWhitespace(c) || c == '(' || c == ')' || c == '.' || c == '/' || c == '\u2212';
    };
  }

  private PhoneNumbers() {}
}
