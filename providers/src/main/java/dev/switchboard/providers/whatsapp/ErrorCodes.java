package dev.switchboard.providers.whatsapp;

import static dev.switchboard.core.spi.FailureReason.ACCOUNT_BLOCKED;
import static dev.switchboard.core.spi.FailureReason.BAD_ADDRESS;
import static dev.switchboard.core.spi.FailureReason.BAD_CONFIGURATION;
import static dev.switchboard.core.spi.FailureReason.BAD_CREDENTIALS;
import static dev.switchboard.core.spi.FailureReason.CONTENT_REFUSED;
import static dev.switchboard.core.spi.FailureReason.OPTED_OUT;
import static dev.switchboard.core.spi.FailureReason.RECIPIENT_THROTTLED;
import static dev.switchboard.core.spi.FailureReason.SERVICE_ERROR;
import static dev.switchboard.core.spi.FailureReason.THROTTLED;
import static dev.switchboard.core.spi.FailureReason.UNDELIVERABLE;
import static dev.switchboard.core.spi.FailureReason.WINDOW_CLOSED;

import dev.switchboard.core.spi.FailureReason;
import java.util.Optional;

/// Meta's error codes in our reasons, both of answers and of failed statuses. Decided on the code alone: the texts change,
/// and the HTTP statuses do not say more.
///
/// https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
final class ErrorCodes {

  /// The subcode that makes of "invalid parameter" an object that is not there or not ours.
  private static final int NO_SUCH_OBJECT = 33;

  /// What a code means.
  ///
  /// @param again whether trying again may help
  record Meaning(FailureReason reason, boolean again) {}

  /// Empty for codes that are not in Meta's table yet.
  static Optional<Meaning> of(int code, int subcode) {
    if (code == 100 && subcode == NO_SUCH_OBJECT) {
      return stop(BAD_CONFIGURATION);
    }
    if (code >= 200 && code <= 299) {
      return stop(BAD_CREDENTIALS);
    }
    return switch (code) {
      // Meta's own trouble, and its limits: wait.
      case 1, 2, 131000, 131016, 131057, 133004 -> again(SERVICE_ERROR);
      case 4, 17, 613, 80007, 130429 -> again(THROTTLED);
      case 131056 -> again(RECIPIENT_THROTTLED);
      // The number has been blocked or reported too often; Meta lifts it by itself, after hours or days.
      case 131048 -> again(THROTTLED);
      // This customer gets no more of it for a while, whoever sends it; others do.
      case 130472, 131049, 131064 -> stop(UNDELIVERABLE);
      // The account: somebody has to do something.
      case 0, 10, 102, 190, 131005 -> stop(BAD_CREDENTIALS);
      case 3, 33, 131037, 131045, 133010 -> stop(BAD_CONFIGURATION);
      case 368, 130497, 131031, 131042 -> stop(ACCOUNT_BLOCKED);
      // More than 24 hours since the customer wrote.
      case 131047 -> stop(WINDOW_CLOSED);
      // The recipient.
      case 131021, 131026, 131030, 131062 -> stop(BAD_ADDRESS);
      case 131050 -> stop(OPTED_OUT);
      // The content.
      case 100, 131008, 131009, 131051, 131052, 131053, 135000 -> stop(CONTENT_REFUSED);
      case 132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132068, 132069 -> stop(CONTENT_REFUSED);
      default -> Optional.empty();
    };
  }

  private static Optional<Meaning> again(FailureReason reason) {
    return Optional.of(new Meaning(reason, true));
  }

  private static Optional<Meaning> stop(FailureReason reason) {
    return Optional.of(new Meaning(reason, false));
  }

  private ErrorCodes() {}
}
