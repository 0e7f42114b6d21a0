package dev.switchboard.core.template;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a gap stands, which says what may fill it and how that is written.
enum Place {

  /// In plain text: anything, as it is.
  TEXT,
  /// In a text of one line: no line breaks, as they could become headers.
  LINE,
  /// In HTML, between tags or within the quotes of an attribute.
  MARKUP,
  /// A whole address, or its beginning, in an attribute of HTML.
  MARKUP_LINK,
  /// Further on in an address, in an attribute of HTML.
  MARKUP_LINK_PART,
  /// A whole address, or its beginning.
  LINK,
  /// Further on in an address.
  LINK_PART;

  // Whatever else there is can run code, or show what is not at that address.
  private static final Pattern HARMLESS = Pattern.compile("(https?://[^\\s/]|mailto:|tel:)\\S*",
      Pattern.CASE_INSENSITIVE);
  private static final Pattern SECURE = Pattern.compile("https://[^\\s/]\\S*", Pattern.CASE_INSENSITIVE);

  /// What is wrong with a value in this place; null where nothing is.
  @Nullable
  String misfit(String value) {
    return switch (this) {
      case TEXT, MARKUP, MARKUP_LINK_PART, LINK_PART -> null;
      case LINE -> isOneLine(value) ? null : "must be one line";
      case MARKUP_LINK -> HARMLESS.matcher(value).matches()
          ? null
          : "must be an address that begins with https://, http://, mailto: or tel:";
      case LINK -> SECURE.matcher(value).matches() ? null : "must be an address that begins with https://";
    };
  }

  static boolean isOneLine(String value) {
    return value.codePoints().noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
  }

  /// The value as it is written in this place.
  String write(String value) {
    return switch (this) {
      case TEXT, LINE, LINK -> value;
      case MARKUP, MARKUP_LINK -> escaped(value);
      case MARKUP_LINK_PART -> escaped(encoded(value));
      case LINK_PART -> encoded(value);
    };
  }

  private static String escaped(String value) {
    var escaped = new StringBuilder(value.length() + 16);
    for (var i = 0; i < value.length(); i++) {
      var c = value.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
