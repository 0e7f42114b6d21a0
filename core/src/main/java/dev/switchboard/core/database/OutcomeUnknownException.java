package dev.switchboard.core.database;

/// The connection was lost while a transaction committed, and the database could not be asked whether it did. The caller
/// must not be told either way; repeating the request is safe only with an idempotency key.
public final class OutcomeUnknownException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  OutcomeUnknownException(DatabaseUnavailableException cause) {
    super("the database went away while it committed", cause);
  }
}
