package dev.switchboard.api.attachment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The part `file` of a form, read as it comes in: the framework's own reader keeps a file in memory or on disk until
/// its request is over.
///
/// https://www.rfc-editor.org/rfc/rfc7578
///
/// @param filename null where the form does not say
/// @param bytes to be read once
record MultipartFile(@Nullable String contentType, @Nullable String filename, InputStream bytes) {

  private static final Pattern BOUNDARY = Pattern.compile("(?i);\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))");
  private static final Pattern NAME = Pattern.compile("(?i);\\s*name=(?:\"([^\"]*)\"|([^\\s;\"]+))");
  private static final Pattern FILENAME = Pattern
      .compile("(?i);\\s*filename=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s;\"]+))");
  private static final int MOST_OTHERS = 64 * 1024;
  private static final int MOST_HEADERS = 8 * 1024;

  /// Passes over everything before it.
  ///
  /// @return null where the form has no such part
  /// @throws IOException where it is no form, or ends before its end
  static @Nullable MultipartFile find(InputStream body, String contentType) throws IOException {
    var boundary = group(BOUNDARY, contentType);
    if (boundary == null) {
      throw new IOException("a form without a boundary");
    }
    var parts = new PartsOfForm(body, boundary);
    // Whatever stands before the first boundary.
    pass(parts);
    while (parts.next()) {
      var headers = headers(parts);
      var disposition = headers.disposition == null ? "" : headers.disposition;
      if ("file".equals(group(NAME, disposition))) {
        var filename = group(FILENAME, disposition);
        return new MultipartFile(headers.contentType, filename == null ? null : unescaped(filename), parts);
      }
      pass(parts);
    }
    return null;
  }

  private record Headers(@Nullable String disposition, @Nullable String contentType) {}

  private static Headers headers(PartsOfForm parts) throws IOException {
    String disposition = null;
    String contentType = null;
    var left = MOST_HEADERS;
    for (var line = parts.line(left); !line.isEmpty(); line = parts.line(left)) {
      left -= line.length();
      var colon = line.indexOf(':');
      var value = line.substring(colon + 1).strip();
      switch (line.substring(0, Math.max(colon, 0)).strip().toLowerCase(Locale.ROOT)) {
        case "content-disposition" -> disposition = value;
        case "content-type" -> contentType = value;
        default -> {}
      }
    }
    return new Headers(disposition, contentType);
  }

  private static void pass(PartsOfForm parts) throws IOException {
    if (parts.readNBytes(MOST_OTHERS).length == MOST_OTHERS) {
      throw new IOException("something large stands before the file");
    }
  }

  private static @Nullable String group(Pattern pattern, String text) {
    var match = pattern.matcher(text);
    if (!match.find()) {
      return null;
    }
    return match.group(1) != null ? match.group(1) : match.group(2);
  }

  // Browsers write a quote as %22, others with a backslash.
  private static String unescaped(String name) {
    return name.replaceAll("\\\\(.)", "$1").replace("%22", "\"").replace("%0D", "").replace("%0A", "");
  }

  /// One part of a form after the other. At its end each is as a stream at its end.
  private static final class PartsOfForm extends InputStream {

    private static final int ROOM = 64 * 1024;

    private final InputStream body;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[ROOM];
    private int begin;
    private int end;
    private boolean atDelimiter;

    PartsOfForm(InputStream body, String boundary) {
      this.body = body;
      this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
      // The first delimiter stands at the beginning, where no line ends before it.
      buffer[0] = '\r';
      buffer[1] = '\n';
      this.end = 2;
    }

    /// Goes to the headers of the next part, from the end of one.
    boolean next() throws IOException {
      // Two hyphens after the last one; white space and a new line after the others.
      var rest = line(MOST_HEADERS);
      atDelimiter = false;
      return !rest.startsWith("--");
    }

    String line(int longest) throws IOException {
      var line = new StringBuilder();
      while (true) {
        for (; begin < end; begin++) {
          if (buffer[begin] == '\n') {
            begin++;
            return new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                .stripTrailing();
          }
          line.append((char) (buffer[begin] & 0xff));
        }
        if (line.length() > longest) {
          throw new IOException("a header of a form is too long");
        }
        // The last delimiter may be the end of everything.
        if (!fill()) {
          if (line.indexOf("--") == 0) {
            return line.toString();
          }
          throw new IOException("a form ends before its end");
        }
      }
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      while (!atDelimiter) {
        var found = find();
        var safe = (found >= 0 ? found : Math.max(begin, end - delimiter.length + 1)) - begin;
        if (safe > 0) {
          var count = Math.min(safe, length);
          System.arraycopy(buffer, begin, into, at, count);
          begin += count;
          return count;
        }
        if (found >= 0) {
          begin += delimiter.length;
          atDelimiter = true;
        } else if (!fill()) {
          throw new IOException("a form ends before its end");
        }
      }
      return -1;
    }

    private int find() {
      for (var i = begin; i <= end - delimiter.length; i++) {
        var same = 0;
        while (same < delimiter.length && buffer[i + same] == delimiter[same]) {
          same++;
        }
        if (same == delimiter.length) {
          return i;
        }
      }
      return -1;
    }

    private boolean fill() throws IOException {
      System.arraycopy(buffer, begin, buffer, 0, end - begin);
      end -= begin;
      begin = 0;
      var read = body.read(buffer, end, buffer.length - end);
      end += Math.max(read, 0);
      return read >= 0;
    }
  }
}
