package dev.switchboard.core.spi;

/// Why a message was not sent or not delivered, in our words. Services' codes are mapped to these in each provider.
public enum FailureReason {

  /// The service asked us to slow down. Costs no attempt.
  THROTTLED(Fault.SERVICE),
  /// The service asked us to write to this recipient more slowly; to others we may. Costs no attempt.
  RECIPIENT_THROTTLED(Fault.RECIPIENT),
  /// The service could not be reached, or the connection broke.
  UNREACHABLE(Fault.SERVICE),
  /// The service answered that it has a problem of its own.
  SERVICE_ERROR(Fault.SERVICE),
  /// The service did not answer in time.
  TIMEOUT(Fault.SERVICE),
  /// The recipient's address does not exist or cannot be written to.
  BAD_ADDRESS(Fault.RECIPIENT),
  /// The recipient's address was good and is not any more, as of a device whose app was removed: it is not written to again.
  ADDRESS_GONE(Fault.RECIPIENT),
  /// The recipient exists but cannot receive now: handset off, mailbox full.
  UNDELIVERABLE(Fault.RECIPIENT),
  /// The recipient asked not to be written to.
  OPTED_OUT(Fault.RECIPIENT),
  /// Free messages are not allowed at this time; the customer has to write first.
  WINDOW_CLOSED(Fault.MESSAGE),
  /// Only an approved template may be sent.
  TEMPLATE_NEEDED(Fault.MESSAGE),
  /// The service refuses this content.
  CONTENT_REFUSED(Fault.MESSAGE),
  /// The account may not send.
  ACCOUNT_BLOCKED(Fault.ACCOUNT),
  /// The service does not accept our credentials.
  BAD_CREDENTIALS(Fault.ACCOUNT),
  /// The account's settings are wrong, such as an unknown sender.
  BAD_CONFIGURATION(Fault.ACCOUNT),
  /// The worker died while sending, so nobody saw the answer.
  WORKER_LOST(Fault.OURS),
  /// The message was still waiting when its time ran out.
  EXPIRED(Fault.MESSAGE),
  /// A service's code that we have no reason for yet: kept, counted and shown.
  UNKNOWN(Fault.SERVICE);

  /// Whose fault it is: who has to do something about it.
  public enum Fault {
    SERVICE, RECIPIENT, MESSAGE, ACCOUNT, OURS
  }

  private final Fault fault;

  FailureReason(Fault fault) {
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }

  /// Whether the service only asked for patience, so that the attempt does not count.
  public boolean costsNoAttempt() {
    return this == THROTTLED || this == RECIPIENT_THROTTLED;
  }

  /// Whether this speaks against the health of the service, so that a circuit breaker should count it.
  public boolean countsAgainstService() {
    return switch (this) {
      case UNREACHABLE, SERVICE_ERROR, TIMEOUT -> true;
      case THROTTLED, RECIPIENT_THROTTLED, BAD_ADDRESS, ADDRESS_GONE, UNDELIVERABLE, OPTED_OUT, WINDOW_CLOSED,
          TEMPLATE_NEEDED, CONTENT_REFUSED,
          ACCOUNT_BLOCKED, BAD_CREDENTIALS, BAD_CONFIGURATION, WORKER_LOST, EXPIRED, UNKNOWN ->
          false;
    };
  }
}
