package dev.switchboard.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

  @Test
  void whatItPrintsItReads() {
    var cursor = new Cursor(3, 4_294_967_300L, 17);

    assertThat(Cursor.parse(cursor.toString())).contains(cursor);
  }

  @Test
  void cursorsAreInTheOrderOfEpochThenTransactionThenSequence() {
    var inOrder = List.of(new Cursor(1, 9, 9), new Cursor(2, 1, 9), new Cursor(2, 2, 0), new Cursor(2, 2, 1),
        new Cursor(2, 10, 0));

    assertThat(inOrder.reversed().stream().sorted()).isEqualTo(inOrder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1.2", "1.2.3.4", "0.2.3", "1.02.3", "1.-2.3", "+1.2.3", " 1.2.3", "1.2.3 ",
      "1.2.3\n", "a.b.c", "1.2.", "1..3", "9999999999.1.1", "1.9999999999999999999.1", "١.2.3"})
  void nothingElseIsRead(String text) {
    assertThat(Cursor.parse(text)).isEmpty();
  }
}
