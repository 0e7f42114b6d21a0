package dev.switchboard.providers.email;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// The way files were sent before MIME (POSIX uuencode), which some programs still name as a transfer encoding.
final class UuEncoding {

  /// The file between `begin` and `end`; the bytes as they are where there is no such thing.
  static byte[] decode(byte[] encoded) {
    var out = new ByteArrayOutputStream();
    var begun = false;
    for (var line : new String(encoded, StandardCharsets.ISO_8859_1).split("\r?\n")) {
      if (!begun) {
        begun = line.matches("begin \\d{3,4} .*");
      } else if (line.equals("end")) {
        return out.toByteArray();
      } else if (!line.isEmpty()) {
        decode(line, out);
      }
    }
    return begun ? out.toByteArray() : encoded;
  }

  private static void decode(String line, ByteArrayOutputStream out) {
    var left = six(line, 0);
    for (var at = 1; left > 0; at += 4, left -= 3) {
      var bits = six(line, at) << 18 | six(line, at + 1) << 12 | six(line, at + 2) << 6 | six(line, at + 3);
      for (var i = 0; i < Math.min(left, 3); i++) {
        out.write(bits >> (16 - 8 * i));
      }
    }
  }

  private static int six(String line, int at) {
    return at < line.length() ? (line.charAt(at) - ' ') & 0x3f : 0;
  }

  private UuEncoding() {}
}
