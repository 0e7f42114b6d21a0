package dev.switchboard.core.account;

/// Something sealed cannot be opened here: its key is not configured, or it is not what was sealed in this place.
public final class UnopenableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnopenableException(String why) {
    super(why);
  }

  UnopenableException(String why, Throwable cause) {
    super(why, cause);
  }
}
