package dev.switchboard.core.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhraseTest {

  @Test
  void gapsAreFilledAndTheRestStaysAsItIs() throws SyntaxException {
    var phrase = Phrase.parse("Olá {{name}}, {{ code }}! {name} }} $1 \\", Place.TEXT);

    assertThat(phrase.fill(Map.of("name", "A{{code}}$1\\", "code", "<7>"))).isEqualTo(
        "Olá A{{code}}$1\\, <7>! {name} }} $1 \\");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{}}", "{{ }}", "{{a b}}", "{{#each}}", "{{{raw}}}", "{{>partial}}", "{{a.class}}",
      "{{&raw}}", "{{ção}}"})
  void thereIsNothingButNames(String text) {
    assertThatThrownBy(() -> Phrase.parse("one\n\ntwo " + text, Place.TEXT)).isInstanceOf(SyntaxException.class)
        .hasMessageStartingWith("line 3: ");
  }

  @Test
  void aGapThatIsNotClosedIsToldWithItsLine() {
    assertThatThrownBy(() -> Phrase.parse("{{a}}\n{{b", Place.TEXT)).hasMessage("line 2: {{ is not closed by }}");
  }
}
