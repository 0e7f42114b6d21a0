package dev.switchboard.app.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerSettingsTest {

  @ParameterizedTest
  @CsvSource({"0.25, 128", "1, 128", "2, 256", "24, 3072", "64, 8192", "1024, 8192"})
  void theServerKeepsAnEighthOfTheMemoryOfItsTablesWithinLimits(double gigabytes, long megabytes) {
    assertThat(ServerSettings.sharedBuffers((long) (gigabytes * (1L << 30)))).isEqualTo(megabytes);
  }
}
