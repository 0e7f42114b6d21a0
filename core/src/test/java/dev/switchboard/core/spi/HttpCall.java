package dev.switchboard.core.spi;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// A request as it reached a faked service.
///
/// @param target the path with its query
/// @param headers by lower-case name
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HttpCall(String method, String target, Map<String, String> headers, byte[] body) {

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /// Reads the rest of a request whose first line has been read.
  static HttpCall read(String firstLine, InputStream in) throws IOException {
    var words = firstLine.split(" ", 3);
    var headers = new HashMap<String, String>();
    for (var line = line(in); !line.isEmpty(); line = line(in)) {
      var colon = line.indexOf(':');
      headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new HttpCall(words[0], words[1], headers, body(headers, in));
  }

  private static byte[] body(Map<String, String> headers, InputStream in) throws IOException {
    if ("chunked".equals(headers.get("transfer-encoding"))) {
      throw new IOException("the fake does not read chunks: send a Content-Length");
    }
    return in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
  }

  /// @throws EOFException where there is no more line
  static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (var next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException();
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }
}
