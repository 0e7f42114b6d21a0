package dev.switchboard.providers.email;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A header such as `Content-Type`: a value and what is said of it (RFC 2045), long and foreign parameters included
/// (RFC 2231), and what programs make of that: quotes that never end, names without quotes, encoded words within them.
///
/// @param value in lower case
/// @param parameters by their names in lower case
record Parameterized(String value, Map<String, String> parameters) {

  private static final Pattern SEGMENT = Pattern.compile("([^*]+)(?:\\*(\\d{1,3}))?(\\*)?");

  Parameterized {
    parameters = Map.copyOf(parameters);
  }

  @Nullable
  String parameter(String name) {
    return parameters.get(name);
  }

  static Parameterized parse(String header) {
    var end = header.indexOf(';');
    var value = (end < 0 ? header : header.substring(0, end)).replaceAll("\\([^)]*\\)", "").strip();
    var plain = new HashMap<String, String>();
    var segments = new HashMap<String, TreeMap<Integer, Segment>>();
    var at = end < 0 ? header.length() : end + 1;
    while (at < header.length()) {
      at = parameter(header, at, plain, segments);
    }
    plain.replaceAll((_, each) -> EncodedWords.decode(each));
    segments.forEach((name, each) -> plain.put(name, joined(each)));
    plain.replaceAll((_, each) -> Charsets.storable(each));
    return new Parameterized(value.toLowerCase(Locale.ROOT), plain);
  }

  /// @return where the next one begins
  private static int parameter(String header, int from, Map<String, String> plain,
      Map<String, TreeMap<Integer, Segment>> segments) {
    var equals = header.indexOf('=', from);
    var semicolon = header.indexOf(';', from);
    if (equals < 0 || (semicolon >= 0 && semicolon < equals)) {
      return semicolon < 0 ? header.length() : semicolon + 1;
    }
    var name = header.substring(from, equals).strip().toLowerCase(Locale.ROOT);
    var start = equals + 1;
    while (start < header.length() && Character.isWhitespace(header.charAt(start))) {
      start++;
    }
    var text = new StringBuilder();
    var end = start < header.length() && header.charAt(start) == '"'
        ? quoted(header, start + 1, text)
        : unquoted(header, start, text);
    var segment = SEGMENT.matcher(name);
    if (segment.matches() && (segment.group(2) != null || segment.group(3) != null)) {
      var number = segment.group(2) == null ? 0 : Integer.parseInt(segment.group(2));
      segments.computeIfAbsent(segment.group(1), _ -> new TreeMap<>())
          .putIfAbsent(number, new Segment(text.toString(), segment.group(3) != null));
    } else {
      plain.putIfAbsent(name, text.toString());
    }
    return end;
  }

  private static int quoted(String header, int from, StringBuilder text) {
    var at = from;
    for (; at < header.length() && header.charAt(at) != '"'; at++) {
      // A backslash before anything else is one of Windows' and belongs to the name.
      if (header.charAt(at) == '\\' && at + 1 < header.length() && "\"\\".indexOf(header.charAt(at + 1)) >= 0) {
        at++;
      }
      text.append(header.charAt(at));
    }
    var semicolon = header.indexOf(';', at);
    return semicolon < 0 ? header.length() : semicolon + 1;
  }

  private static int unquoted(String header, int from, StringBuilder text) {
    var semicolon = header.indexOf(';', from);
    var end = semicolon < 0 ? header.length() : semicolon;
    text.append(header.substring(from, end).strip());
    return Math.min(end + 1, header.length());
  }

  private record Segment(String text, boolean encoded) {}

  private static String joined(TreeMap<Integer, Segment> segments) {
    var bytes = new ByteArrayOutputStream();
    String charset = null;
    for (var segment : segments.values()) {
      var text = segment.text();
      if (segment.encoded() && charset == null) {
        var parts = text.split("'", 3);
        charset = parts.length == 3 ? parts[0] : "";
        text = parts.length == 3 ? parts[2] : text;
      }
      bytes.writeBytes(segment.encoded() ? EncodedWords.quoted(text, '%') : text.getBytes(StandardCharsets.UTF_8));
    }
    return EncodedWords.decode(Charsets.decode(bytes.toByteArray(), charset));
  }
}
