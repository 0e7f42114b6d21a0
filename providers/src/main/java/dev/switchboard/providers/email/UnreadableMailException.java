package dev.switchboard.providers.email;

/// A mail that nobody can make sense of; it is kept as it came.
final class UnreadableMailException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnreadableMailException(String why) {
    super(why);
  }

  UnreadableMailException(String why, Throwable cause) {
    super(why, cause);
  }
}
