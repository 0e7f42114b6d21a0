package dev.switchboard.core.message;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.LongText;
import dev.switchboard.core.message.AcceptResult.Refusal;
import dev.switchboard.core.message.Drafting.RefusedException;
import dev.switchboard.core.spi.Content;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// Splits a text that is too long for one message, where that is wished: between paragraphs if that can be, else between
/// sentences, else between words, else where a line may end, and never within what a reader sees as one character.
///
/// What is lost is the white space at the cuts and nothing else. Captions and mails are not split.
final class LongTexts {

  static final int MOST_PARTS = 50;
  // What is seen behind the longest part, to judge whether a character, word or sentence goes on there.
  private static final int BEYOND = 64;

  private final String text;
  private final int longest;

  private LongTexts(String text, int longest) {
    this.text = text;
    this.longest = longest;
  }

  /// What is to be sent for this request: its content, or the parts of its text.
  ///
  /// @throws RefusedException where there would be too many parts
  static List<Content> contents(Account account, MessageRequest request) throws RefusedException {
    if (!(request.content() instanceof Content.Text(var text)) || text == null
        || Objects.requireNonNullElse(request.longText(), account.longText()) == LongText.REFUSE) {
      return List.of(request.content());
    }
    var longest = account.provider().capabilities().limits(request.content().kind()).textLength();
    if (longest <= 0 || text.isBlank() || text.codePointCount(0, text.length()) <= longest) {
      return List.of(request.content());
    }
    var parts = split(text, longest);
    if (parts.size() > MOST_PARTS) {
      throw new RefusedException("content.text", Refusal.CONTENT_TOO_LONG,
          "must have at most " + MOST_PARTS + " parts of " + longest + " characters");
    }
    return parts.stream().<Content>map(Content.Text::new).toList();
  }

  /// @param longest in Unicode code points; above 0
  /// @return none of them blank, none too long
  static List<String> split(String text, int longest) {
    return new LongTexts(text, longest).parts();
  }

  private List<String> parts() {
    var parts = new ArrayList<String>();
    var from = 0;
    while (from < text.length()) {
      var end = endOfPart(from);
      var part = text.substring(from, end).stripTrailing();
      if (!part.isBlank()) {
        parts.add(part);
      }
      from = skipWhiteSpace(end);
    }
    return parts;
  }

  private int endOfPart(int from) {
    if (text.codePointCount(from, text.length()) <= longest) {
      return text.length();
    }
    var most = text.offsetByCodePoints(from, longest);
    var window = new Window(text.substring(from, Math.min(text.length(), most + BEYOND)), most - from);
    return from + window.cut();
  }

  private int skipWhiteSpace(int from) {
    var at = from;
    while (at < text.length() && Character.isWhitespace(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at;
  }

  /// The text from the beginning of a part to a little more than it can hold.
  ///
  /// @param most the index at which it has to be cut at the latest
  private record Window(String text, int most) {

    // A cut in the first half of what fits is too dear for a nicer end.
    int cut() {
      var paragraph = lastParagraph();
      if (paragraph > most / 2) {
        return paragraph;
      }
      var sentence = last(BreakIterator.getSentenceInstance(Locale.ROOT));
      if (sentence > most / 2) {
        return sentence;
      }
      var space = lastSpace();
      if (space > 0) {
        return space;
      }
      var line = last(BreakIterator.getLineInstance(Locale.ROOT));
      if (line > most / 2) {
        return line;
      }
      var character = last(characters());
      // One that is longer than a whole message is no character that anybody reads.
      return character > 0 ? character : most;
    }

    private int lastParagraph() {
      for (var at = text.lastIndexOf('\n', most + 1); at > most / 2; at = text.lastIndexOf('\n', at - 1)) {
        var end = text.substring(0, at).stripTrailing().length();
        if (end <= most && text.substring(end, at).indexOf('\n') >= 0) {
          return end;
        }
      }
      return 0;
    }

    // White space at a cut is not sent, so a word may end just where the longest part does.
    private int lastSpace() {
      var characters = characters();
      for (var at = most; at > 0; at = text.offsetByCodePoints(at, -1)) {
        var isBetween = Character.isWhitespace(text.codePointBefore(at))
            || at == most && Character.isWhitespace(text.codePointAt(at));
        if (isBetween && characters.isBoundary(at) && !text.substring(0, at).isBlank()) {
          return at;
        }
      }
      return 0;
    }

    // The last end that is also one of a character as readers see it; 0 where there is none.
    private int last(BreakIterator ends) {
      ends.setText(text);
      var characters = characters();
      // White space up to the next end is not sent.
      var next = ends.following(most - 1);
      if (next != BreakIterator.DONE && next < text.length() && text.substring(most, next).isBlank()
          && characters.isBoundary(most)) {
        return most;
      }
      for (var at = ends.preceding(most); at > 0; at = ends.preceding(at)) {
        if (characters.isBoundary(at)) {
          return at;
        }
      }
      return 0;
    }

    // What readers see as one, such as a family of emoji: https://unicode.org/reports/tr29
    private BreakIterator characters() {
      var characters = BreakIterator.getCharacterInstance(Locale.ROOT);
      characters.setText(text);
      return characters;
    }
  }
}
