package dev.switchboard.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreviewTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "a", "  two\n\nlines \t ", "a\u000bb\fc\rd", "no\u00a0break", "\u2003wide\u2003inside\u2003"})
  void isTheTextInOneLine(String text) {
    assertThat(Preview.of(text)).isEqualTo(text.strip().replaceAll("\\s+", " "));
  }

  @Test
  void endsWithAnEllipsisWhereThereIsMore() {
    assertThat(Preview.of("x".repeat(140))).isEqualTo("x".repeat(140));
    assertThat(Preview.of("x".repeat(141))).isEqualTo("x".repeat(139) + "…");
    assertThat(Preview.of("a  ".repeat(100))).isEqualTo("a ".repeat(69) + "a…");
  }

  @Test
  void cutsNoCharacterInTwo() {
    assertThat(Preview.of("x".repeat(138) + "😀😀")).isEqualTo("x".repeat(138) + "…");
  }
}
