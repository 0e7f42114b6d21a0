package dev.switchboard.core.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguagesTest {

  @ParameterizedTest
  @CsvSource({"pt-br, pt_BR", "PT, pt", "zh-hant-tw, zh_Hant_TW", "en_US, en_US", "fil, fil"})
  void aLanguageIsWrittenInOneWay(String written, String kept) {
    assertThat(Languages.canonical(written)).contains(kept);
  }

  @ParameterizedTest
  @CsvSource({"p", "português", "pt BR", "pt_", "_BR", "en_US_x_y_z_a"})
  void whatIsNoLanguageIsRefused(String written) {
    assertThat(Languages.canonical(written)).isEmpty();
  }
}
