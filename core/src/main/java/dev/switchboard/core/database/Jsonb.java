package dev.switchboard.core.database;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// What PostgreSQL's `jsonb` and `text` cannot hold although JSON and Java can: U+0000 and half of a surrogate pair.
public final class Jsonb {

  // An escape only where an even number of backslashes stands before it: \\u0000 is a backslash and five characters.
  private static final Pattern NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

  private Jsonb() {}

  /// Whether the JSON text can be stored as it is.
  public static boolean isStorable(String json) {
    // The letters first, as the expression is tried at each character.
    return !(json.contains("\\u0000") && NUL.matcher(json).find())
        && StandardCharsets.UTF_8.newEncoder().canEncode(json);
  }

  /// The JSON text with the replacement character for whatever cannot be stored.
  public static String storable(String json) {
    return isStorable(json) ? json : wellFormed(NUL.matcher(json).replaceAll("$1\\\\ufffd"));
  }

  /// The plain text with the replacement character for whatever cannot be stored.
  public static String storableText(String text) {
    return wellFormed(text.replace('\0', '\ufffd'));
  }

  private static String wellFormed(String text) {
    var well = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '\ufffd' : c)
        .forEach(well::appendCodePoint);
    return well.toString();
  }
}
