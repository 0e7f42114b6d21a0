package dev.switchboard.core.spi;

/// The first line of a content, cut to what a list of chats shows.
final class Preview {

  private static final int LENGTH = 140;

  static String of(String text) {
    var line = text.strip().replaceAll("\\s+", " ");
    if (line.length() <= LENGTH) {
      return line;
    }
    var end = Character.isHighSurrogate(line.charAt(LENGTH - 2)) ? LENGTH - 2 : LENGTH - 1;
    return line.substring(0, end) + "…";
  }

  private Preview() {}
}
