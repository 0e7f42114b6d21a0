package dev.switchboard.core.message;

/// How a call to a service ended, as the table `message_attempts` has it.
public enum AttemptResult {
  /// The service took the message.
  ACCEPTED,
  /// It surely did not, and it will be tried again.
  RETRY_LATER,
  /// It never will.
  REJECTED,
  /// The answer was lost.
  UNCONFIRMED,
  /// The worker was lost, and nobody knows how far it came.
  LEASE_EXPIRED,
  /// It was not sent: in doubt at first, and the service then said that it never received it; or withheld by us, because it
  /// must not be sent any more.
  NOT_SENT
}
