package dev.switchboard.core.chat;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;

/// The part of a text that somebody searched for.
final class Snippet {

  private static final int BEFORE = 40;
  private static final int LENGTH = 160;

  /// The whole text if it is short; else around the first place where a searched word begins, or the text's beginning where
  /// only other forms of it are there.
  static String of(String text, String searched) {
    if (text.length() <= LENGTH) {
      return text;
    }
    var folded = folded(text);
    var place = Arrays.stream(folded(searched).split("[^\\p{Alnum}]+"))
        .filter(word -> !word.isEmpty())
        .mapToInt(folded::indexOf)
        .filter(found -> found >= 0)
        .min()
        .orElse(0);
    var from = start(text, Math.max(0, place - BEFORE));
    var to = start(text, Math.min(text.length(), from + LENGTH));
    return (from > 0 ? "…" : "") + text.substring(from, to).strip() + (to < text.length() ? "…" : "");
  }

  // Not in the middle of a character.
  private static int start(String text, int index) {
    return index > 0 && index < text.length() && Character.isLowSurrogate(text.charAt(index)) ? index - 1 : index;
  }

  // Char by char, so that places are the same in both.
  private static String folded(String text) {
    var folded = new StringBuilder(text.length());
    for (var i = 0; i < text.length(); i++) {
      var plain = Normalizer.normalize(text.substring(i, i + 1), Normalizer.Form.NFD).toLowerCase(Locale.ROOT);
      folded.append(plain.isEmpty() ? ' ' : plain.charAt(0));
    }
    return folded.toString();
  }

  private Snippet() {}
}
