package dev.switchboard.core.message;

/// The answer to calling a message back.
public enum CancelResult {
  /// It will not be sent. Calling it back again gives the same answer.
  CANCELED,
  /// A worker has begun to send it, but not all of what continues it: that will not be sent.
  REST_CANCELED,
  /// A worker has begun to send it, or it is over.
  TOO_LATE,
  /// There is no such outbound message in this tenant.
  UNKNOWN
}
