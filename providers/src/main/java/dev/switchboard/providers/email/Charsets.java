package dev.switchboard.providers.email;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns bytes into text whatever they claim to be, as mail programs and browsers do: names that are wrong by custom mean
/// what everybody takes them for (WHATWG Encoding), and what has no name, or a false one, is UTF-8 if it can be.
///
/// Never throws. What comes out has neither NUL nor lone surrogates, so it can be stored.
final class Charsets {

  private static final Charset WESTERN = Charset.forName("windows-1252");

  private static final Map<String, String> BY_CUSTOM = Map.ofEntries(Map.entry("utf8", "utf-8"),
      Map.entry("unicode-1-1-utf-8", "utf-8"), Map.entry("iso-8859-1", "windows-1252"),
      Map.entry("iso8859-1", "windows-1252"), Map.entry("latin1", "windows-1252"), Map.entry("latin-1", "windows-1252"),
      Map.entry("iso-8859-9", "windows-1254"), Map.entry("iso-8859-11", "x-windows-874"),
      Map.entry("tis-620", "x-windows-874"), Map.entry("iso-8859-8-i", "iso-8859-8"), Map.entry("gb2312", "gb18030"),
      Map.entry("gbk", "gb18030"), Map.entry("x-gbk", "gb18030"), Map.entry("ks_c_5601-1987", "x-windows-949"),
      Map.entry("euc-kr", "x-windows-949"), Map.entry("shift_jis", "windows-31j"),
      Map.entry("shift-jis", "windows-31j"),
      Map.entry("x-sjis", "windows-31j"), Map.entry("sjis", "windows-31j"), Map.entry("iso-2022-jp", "x-windows-50221"),
      Map.entry("x-mac-roman", "x-macroman"), Map.entry("macintosh", "x-macroman"));

  /// @param name as the mail gives it; null where it gives none
  static String decode(byte[] bytes, @Nullable String name) {
    var wanted = name == null ? "" : name.strip().toLowerCase(Locale.ROOT).replaceAll("^[\"']|[\"']$", "");
    return storable(switch (wanted) {
      case "utf-7", "unicode-1-1-utf-7", "x-unicode-1-1-utf-7" -> utf7(new String(bytes, StandardCharsets.ISO_8859_1));
      // Says nothing about bytes beyond ASCII, and is said by programs that do not know.
      case "", "us-ascii", "ascii", "ansi_x3.4-1968" -> guess(bytes);
      default -> {
        var charset = find(wanted);
        yield charset == null ? guess(bytes) : new String(bytes, charset);
      }
    });
  }

  /// UTF-8 where that is what the bytes can be, and Western European elsewhere.
  static String guess(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, WESTERN);
    }
  }

  private static @Nullable Charset find(String wanted) {
    var name = BY_CUSTOM.getOrDefault(wanted, wanted).replaceAll("^(?:x-)?cp-?(\\d+)$", "windows-$1");
    var charset = known(name);
    return charset != null ? charset : known(wanted.replaceAll("^(?:windows-|x-)?cp-?(\\d+)$", "cp$1"));
  }

  private static @Nullable Charset known(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// RFC 2152; the JDK does not know it.
  private static String utf7(String text) {
    var out = new StringBuilder();
    for (var at = 0; at < text.length();) {
      var c = text.charAt(at++);
      if (c != '+') {
        out.append(c);
        continue;
      }
      var end = at;
      while (end < text.length()
          && (Character.isLetterOrDigit(text.charAt(end)) || "+/".indexOf(text.charAt(end)) >= 0)) {
        end++;
      }
      out.append(end == at ? "+" : new String(base64(text.substring(at, end)), StandardCharsets.UTF_16BE));
      at = end < text.length() && text.charAt(end) == '-' ? end + 1 : end;
    }
    return out.toString();
  }

  /// Base64 with anything in between and whatever end.
  static byte[] base64(String text) {
    var letters = new ByteArrayOutputStream();
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/') {
        letters.write(c);
      }
    }
    var clean = letters.toByteArray();
    // One letter alone has six bits, which make no byte.
    return Base64.getDecoder().decode(clean.length % 4 == 1 ? java.util.Arrays.copyOf(clean, clean.length - 1) : clean);
  }

  /// PostgreSQL stores no NUL, and a byte order mark is no text.
  static String storable(String text) {
    var clean = text.startsWith("\ufeff") ? text.substring(1) : text;
    return clean.indexOf('\0') < 0 ? clean : clean.replace("\0", "");
  }

  private Charsets() {}
}
