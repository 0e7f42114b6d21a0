package dev.switchboard.providers.twilio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A form's fields (`application/x-www-form-urlencoded`), decoded but otherwise as they came, because they are signed.
///
/// @param fields by name, with all values, both in their order
record Form(Map<String, List<String>> fields) {

  /// Takes anything: what is badly encoded is left as it is.
  static Form of(byte[] body) {
    var fields = new LinkedHashMap<String, List<String>>();
    for (var pair : new String(body, ISO_8859_1).split("&")) {
      if (!pair.isEmpty()) {
        var equals = pair.indexOf('=');
        var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        fields.computeIfAbsent(name, _ -> new ArrayList<>(1))
            .add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
    }
    return new Form(fields);
  }

  static Form of(String encoded) {
    return of(encoded.getBytes(UTF_8));
  }

  /// @param latin one character for each byte
  private static String decoded(String latin) {
    var bytes = new ByteArrayOutputStream(latin.length());
    for (var i = 0; i < latin.length(); i++) {
      var each = latin.charAt(i);
      var escaped = each == '%' && i + 2 < latin.length() ? hex(latin.charAt(i + 1), latin.charAt(i + 2)) : -1;
      if (escaped >= 0) {
        bytes.write(escaped);
        i += 2;
      } else {
        bytes.write(each == '+' ? ' ' : each);
      }
    }
    return bytes.toString(UTF_8);
  }

  private static int hex(char high, char low) {
    var most = Character.digit(high, 16);
    var least = Character.digit(low, 16);
    return most < 0 || least < 0 || high > 'f' || low > 'f' ? -1 : most * 16 + least;
  }

  /// The first value of a field without characters that cannot be stored (U+0000); null where it has none but blanks.
  @Nullable
  String text(String name) {
    var value = raw(name).replace("\0", "");
    return value.isBlank() ? null : value;
  }

  /// The same, empty where it is missing.
  String raw(String name) {
    var values = fields.get(name);
    return values == null || values.isEmpty() ? "" : values.getFirst();
  }
}
