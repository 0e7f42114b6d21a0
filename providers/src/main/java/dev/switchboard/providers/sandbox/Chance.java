package dev.switchboard.providers.sandbox;

/// What may go wrong, or at least otherwise, each with a rate between 0 and 1 in the account's settings.
public enum Chance {

  /// 429 with `Retry-After`; the message is not taken.
  THROTTLE("throttle"),
  /// 500; the message is not taken.
  SERVER_ERROR("serverError"),
  /// An answer that makes no sense; the message is taken in half of the cases.
  GARBAGE("garbage"),
  /// 422 with a reason that will not go away.
  REFUSE("refuse"),
  /// The message is taken, and the answer never comes.
  TIMEOUT_AFTER_ACCEPT("timeoutAfterAccept"),
  /// The message is taken, and the connection is closed instead of an answer.
  LOST_CONNECTION("lostConnection"),
  /// The message is taken, but its customer is never reached: it ends in a FAILED receipt.
  UNDELIVERABLE("undeliverable"),
  /// A receipt is never posted. Drawn for each receipt.
  LOST_RECEIPT("lostReceipt"),
  /// A receipt is posted late. Drawn for each receipt.
  LATE_RECEIPT("lateReceipt"),
  /// A receipt is posted twice. Drawn for each receipt.
  DOUBLED_RECEIPT("doubledReceipt"),
  /// The receipts of a message are posted in the opposite order.
  REORDERED_RECEIPT("reorderedReceipt"),
  /// The customer answers what they have received.
  CUSTOMER_ANSWERS("customerAnswers");

  private final String setting;

  Chance(String setting) {
    this.setting = setting;
  }

  /// The name of the setting that holds its rate.
  public String setting() {
    return setting;
  }
}
