package dev.switchboard.providers.email;

/// Text whose lines were broken for the way only (RFC 3676).
final class FlowedText {

  private static final String SIGNATURE = "-- ";

  /// @param removesSpace whether the space at the end of a broken line is not part of the text
  static String unfold(String text, boolean removesSpace) {
    var out = new StringBuilder();
    var open = false;
    var depth = 0;
    for (var line : text.split("\n", -1)) {
      var quotes = quotes(line);
      var words = line.substring(quotes).replaceFirst("^ ", "");
      var follows = open && depth == quotes && !words.equals(SIGNATURE);
      if (!follows) {
        startLine(out, quotes);
      }
      open = words.endsWith(" ") && !words.equals(SIGNATURE);
      depth = quotes;
      out.append(open && removesSpace ? words.substring(0, words.length() - 1) : words);
    }
    return out.isEmpty() ? "" : out.substring(1);
  }

  private static int quotes(String line) {
    var quotes = 0;
    while (quotes < line.length() && line.charAt(quotes) == '>') {
      quotes++;
    }
    return quotes;
  }

  private static void startLine(StringBuilder out, int quotes) {
    out.append('\n');
    if (quotes > 0) {
      out.append(">".repeat(quotes)).append(' ');
    }
  }

  private FlowedText() {}
}
