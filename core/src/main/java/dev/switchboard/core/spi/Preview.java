package dev.switchboard.core.spi;

/// The first line of a content, cut to what a list of chats shows.
final class Preview {

  private static final int LENGTH = 140;

  static String of(String text) {
    var line = line(text.strip());
    if (line.length() <= LENGTH) {
      return line;
    }
    var end = Character.isHighSurrogate(line.charAt(LENGTH - 2)) ? LENGTH - 2 : LENGTH - 1;
    return line.substring(0, end) + "…";
  }

  // No more of a long text than matters, each run of spaces as one.
  private static String line(String text) {
    var line = new StringBuilder(Math.min(text.length(), LENGTH + 1));
    for (var i = 0; i < text.length() && line.length() <= LENGTH; i++) {
      var c = text.charAt(i);
      if (!isSpace(c)) {
        line.append(c);
      } else if (!isSpace(text.charAt(i - 1))) {
        line.append(' ');
      }
    }
    return line.toString();
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }

  private Preview() {}
}
