package dev.switchboard.providers.twilio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.providers.peer.SharedMaterial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwilioCodesTest {

  @ParameterizedTest
  @CsvSource({"20429, THROTTLED", "30001, THROTTLED", "30003, UNDELIVERABLE", "63018, THROTTLED",
      "20003, BAD_CREDENTIALS",
      "30002, ACCOUNT_BLOCKED", "21606, BAD_CONFIGURATION", "21408, ACCOUNT_BLOCKED", "21610, OPTED_OUT",
      "63033, OPTED_OUT", "21211, BAD_ADDRESS", "30006, BAD_ADDRESS", "63015, BAD_ADDRESS", "21617, CONTENT_REFUSED",
      "30007, CONTENT_REFUSED", "63027, CONTENT_REFUSED", "63016, WINDOW_CLOSED", "63012, SERVICE_ERROR",
      "12345, UNKNOWN"})
  void aCodeHasItsReason(String code, FailureReason reason) {
    assertThat(TwilioCodes.reason(code)).isEqualTo(reason);
  }

  @Test
  void noCodeIsUnknown() {
    assertThat(TwilioCodes.reason(null)).isEqualTo(FailureReason.UNKNOWN);
  }

  // 30034 and 30035 are younger than the stored dictionary.
  @Test
  void theCodesOfTheTableAreTwilios() {
    var dictionary = SharedMaterial.json("specs/twilio_error_codes.json");

    assertThat(TwilioCodes.known()).filteredOn(code -> !code.startsWith("3003"))
        .allSatisfy(code -> assertThat(dictionary.has(code)).as(code).isTrue());
  }
}
