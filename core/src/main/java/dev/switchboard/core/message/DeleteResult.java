package dev.switchboard.core.message;

/// The answer to deleting a message.
public enum DeleteResult {
  /// Nothing shows it any more. Deleting it again gives the same answer.
  DELETED,
  /// It is still to be sent, or it is not sure whether it was: it can only be called back.
  TO_BE_SENT,
  /// There is no such message in this chat.
  UNKNOWN
}
