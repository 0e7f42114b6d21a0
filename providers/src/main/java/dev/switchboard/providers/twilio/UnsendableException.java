package dev.switchboard.providers.twilio;

import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;

/// A message that did not get as far as being sent; carries what to answer instead.
final class UnsendableException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient SendResult result;

  UnsendableException(SendResult result) {
    super(null, null, false, false);
    this.result = result;
  }

  static UnsendableException rejected(FailureReason reason, String why) {
    return new UnsendableException(new SendResult.Rejected(Failure.of(reason, why)));
  }

  SendResult result() {
    return result;
  }
}
