package dev.switchboard.providers.email;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Words of other alphabets in headers (RFC 2047, with the language of RFC 2231), as lenient as can be.
///
/// Neighbours of one charset are put together before they are decoded: many programs cut a character in two.
final class EncodedWords {

  private static final Pattern WORD = Pattern.compile("=\\?([^?*\\s]+)(?:\\*[^?]*)?\\?([bBqQ])\\?(.{0,3000}?)\\?=");

  static String decode(String text) {
    if (!text.contains("=?")) {
      return text;
    }
    var out = new StringBuilder();
    var word = new ByteArrayOutputStream();
    String charset = null;
    var end = 0;
    var found = WORD.matcher(text);
    while (found.find()) {
      var between = text.substring(end, found.start());
      var follows = charset != null && between.isBlank();
      if (!follows || !found.group(1).equalsIgnoreCase(charset)) {
        flush(word, charset, out);
      }
      if (!follows) {
        out.append(between);
      }
      charset = found.group(1);
      word.writeBytes(bytes(found.group(2), found.group(3)));
      end = found.end();
    }
    flush(word, charset, out);
    return out.append(text, end, text.length()).toString();
  }

  private static void flush(ByteArrayOutputStream word, @Nullable String charset, StringBuilder out) {
    if (word.size() > 0) {
      out.append(Charsets.decode(word.toByteArray(), charset));
      word.reset();
    }
  }

  private static byte[] bytes(String encoding, String text) {
    return encoding.toLowerCase(Locale.ROOT).equals("b") ? Charsets.base64(text) : quoted(text.replace('_', ' '), '=');
  }

  /// Bytes as two hexadecimal digits after a mark; a mark with anything else after it stands for itself.
  static byte[] quoted(String text, char mark) {
    var out = new ByteArrayOutputStream();
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      var high = c == mark && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      var low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (low >= 0) {
        out.write(high * 16 + low);
        i += 2;
      } else {
        out.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }

  private EncodedWords() {}
}
