package dev.switchboard.core.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LongTextsTest {

  private static final String FAMILY = "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66";
  private static final String WAVE = "\ud83d\udc4b\ud83c\udffd";
  private static final String FLAG = "\ud83c\udde7\ud83c\uddf7";
  private static final String GRIN = "\ud83d\ude00";

  static Stream<Arguments> texts() {
    return Stream.of(
        arguments("what fits stays whole", "short", 10, List.of("short")),
        arguments("just what fits", "ten tokens", 10, List.of("ten tokens")),
        arguments("between words", "one two three", 8, List.of("one two", "three")),
        arguments("a word that ends just there", "one two three", 7, List.of("one two", "three")),
        arguments("white space at the cut is not sent", "one    two\n three", 5, List.of("one", "two", "three")),
        arguments("other white space stays", "a  b  c  d", 6, List.of("a  b", "c  d")),
        arguments("between sentences rather than words", "One two. Three four five.", 16,
            List.of("One two.", "Three four five.")),
        arguments("between paragraphs rather than sentences", "One.\n\nTwo. Three four five six.", 9,
            List.of("One.", "Two.", "Three", "four five", "six.")),
        arguments("a paragraph far in front is no reason", "A.\n\nBb cc dd ee ff gg", 16,
            List.of("A.\n\nBb cc dd ee", "ff gg")),
        arguments("a long word", "abcdefghij", 4, List.of("abcd", "efgh", "ij")),
        arguments("a long word after a short one", "a bcdefghij", 4, List.of("a", "bcde", "fghi", "j")),
        arguments("emoji count as one character each", GRIN.repeat(5), 2,
            List.of(GRIN.repeat(2), GRIN.repeat(2), GRIN)),
        arguments("a family stays together", FAMILY + FAMILY, 10, List.of(FAMILY, FAMILY)),
        arguments("so does a hand with its colour", "x" + WAVE + WAVE, 4, List.of("x" + WAVE, WAVE)),
        arguments("and a flag", FLAG + FLAG + FLAG, 5, List.of(FLAG + FLAG, FLAG)),
        arguments("and a letter with its accents", "e\u0301e\u0301e\u0301", 3,
            List.of("e\u0301", "e\u0301", "e\u0301")),
        arguments("more than a message of accents is cut all the same", "e" + "\u0301".repeat(5), 3,
            List.of("e\u0301\u0301", "\u0301\u0301\u0301")),
        arguments("Chinese has no spaces", "\u4f60\u597d\u4e16\u754c\u4f60\u597d\u4e16\u754c", 3,
            List.of("\u4f60\u597d\u4e16", "\u754c\u4f60\u597d", "\u4e16\u754c")),
        arguments("but it has sentences", "\u4f60\u597d\u4e16\u754c\u3002\u4f60\u597d\u5417", 7,
            List.of("\u4f60\u597d\u4e16\u754c\u3002", "\u4f60\u597d\u5417")),
        arguments("no line begins with a comma", "\u4f60\u597d\u4e16\u754c\uff0c\u4f60\u597d\u5417", 4,
            List.of("\u4f60\u597d\u4e16", "\u754c\uff0c\u4f60\u597d", "\u5417")),
        arguments("nothing but white space behind", "abc" + " ".repeat(20), 5, List.of("abc")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void aTextIsCutWhereReadersExpectIt(String why, String text, int longest, List<String> parts) {
    assertThat(LongTexts.split(text, longest)).as(why).containsExactlyElementsOf(parts);
  }

  @RepeatedTest(200)
  void nothingButWhiteSpaceIsLostAndNoCharacterIsCut(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    var pieces = List.of("word", " ", "  ", "\n", "\n\n", "\r\n", ". ", "! ", "\u3002", "\u4e16\u754c", FAMILY, WAVE,
        FLAG,
        "e\u0301", "\u00a0", "https://example.com/a-b/c?d=e", "\t", GRIN);
    var text = new StringBuilder();
    for (var i = random.nextInt(1, 120); i > 0; i--) {
      text.append(pieces.get(random.nextInt(pieces.size())));
    }
    var longest = random.nextInt(8, 60);

    var parts = LongTexts.split(text.toString(), longest);

    assertThat(visible(String.join("", parts))).isEqualTo(visible(text.toString()));
    assertThat(parts).allSatisfy(part -> {
      assertThat(part.codePointCount(0, part.length())).isLessThanOrEqualTo(longest);
      assertThat(part).isNotBlank();
    });
    assertThat(characters(String.join(" ", parts))).isEqualTo(characters(text.toString()));
  }

  private static String visible(String text) {
    return text.replaceAll("\\s", "");
  }

  // All that readers see, in order and without white space.
  private static List<String> characters(String text) {
    var ends = BreakIterator.getCharacterInstance(Locale.ROOT);
    ends.setText(text);
    var characters = new ArrayList<String>();
    for (int from = ends.first(), to = ends.next(); to != BreakIterator.DONE; from = to, to = ends.next()) {
      if (!text.substring(from, to).isBlank()) {
        characters.add(text.substring(from, to));
      }
    }
    return characters;
  }
}
