package dev.switchboard.core.spi;

/// How a faked service treats the next requests.
public enum Conduct {
  /// Takes the message and says so.
  ACCEPTS,
  /// Asks to slow down; takes nothing.
  THROTTLES,
  /// Says that it has a problem of its own; takes nothing.
  FAILS,
  /// Says that this message will never go, with a code of its own that has a reason of ours.
  REFUSES,
  /// Does not accept the credentials.
  REFUSES_CREDENTIALS,
  /// Takes the message and answers nonsense, another one each time.
  GARBLES,
  /// Takes the message and closes the connection instead of answering.
  LOSES_CONNECTION,
  /// Takes the message and never answers.
  HANGS,
  /// Takes the message and answers so slowly that the answer never ends.
  DRIPS,
  /// Closes every connection as soon as it is opened; takes nothing.
  HANGS_UP
}
