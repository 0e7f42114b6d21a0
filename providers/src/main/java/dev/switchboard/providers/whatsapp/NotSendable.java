package dev.switchboard.providers.whatsapp;

import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;

/// A message that was not even tried: what is to be told instead. Thrown while a message is written, and never further.
final class NotSendable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient SendResult result;

  NotSendable(SendResult result) {
    super(null, null, false, false);
    this.result = result;
  }

  static NotSendable content(String why) {
    return new NotSendable(new SendResult.Rejected(Failure.of(FailureReason.CONTENT_REFUSED, why)));
  }

  static NotSendable address(String why) {
    return new NotSendable(new SendResult.Rejected(Failure.of(FailureReason.BAD_ADDRESS, why)));
  }

  static NotSendable later(Failure failure) {
    return new NotSendable(new SendResult.RetryLater(failure));
  }

  SendResult result() {
    return result;
  }
}
