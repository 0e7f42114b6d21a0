package dev.switchboard.core.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.switchboard.core.message.SmsSegments.Encoding;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SmsSegmentsTest {

  private static final String GRIN = "\ud83d\ude00";

  static Stream<Arguments> texts() {
    return Stream.of(
        arguments("", Encoding.GSM_7, 0, 1),
        arguments("Ol\u00e1", Encoding.UCS_2, 3, 1),
        arguments("Ma\u00f1ana \u00e0 la carte", Encoding.GSM_7, 17, 1),
        arguments("x".repeat(160), Encoding.GSM_7, 160, 1),
        arguments("x".repeat(161), Encoding.GSM_7, 161, 2),
        arguments("x".repeat(306), Encoding.GSM_7, 306, 2),
        arguments("x".repeat(307), Encoding.GSM_7, 307, 3),
        arguments("{}[]~|^\\\u20ac\f", Encoding.GSM_7, 20, 1),
        arguments("x".repeat(158) + "\u20ac", Encoding.GSM_7, 160, 1),
        arguments("x".repeat(159) + "\u20ac", Encoding.GSM_7, 161, 2),
        // The euro does not fit into the last place of the first segment, so the second has one more.
        arguments("x".repeat(152) + "\u20ac" + "x".repeat(151), Encoding.GSM_7, 305, 2),
        arguments("x".repeat(152) + "\u20ac" + "x".repeat(152), Encoding.GSM_7, 306, 3),
        arguments("\u00e7" + "x".repeat(69), Encoding.UCS_2, 70, 1),
        arguments("\u00e7" + "x".repeat(70), Encoding.UCS_2, 71, 2),
        arguments("\u4e16".repeat(134), Encoding.UCS_2, 134, 2),
        arguments("\u4e16".repeat(135), Encoding.UCS_2, 135, 3),
        arguments(GRIN.repeat(35), Encoding.UCS_2, 70, 1),
        arguments(GRIN.repeat(36), Encoding.UCS_2, 72, 2),
        // 33 to a segment, whose last place stays empty.
        arguments(GRIN.repeat(66), Encoding.UCS_2, 132, 2),
        arguments(GRIN.repeat(67), Encoding.UCS_2, 134, 3));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void aTextTakesSoManySegments(String text, Encoding encoding, int length, int segments) {
    assertThat(SmsSegments.of(text)).isEqualTo(new SmsSegments(encoding, length, segments));
  }
}
