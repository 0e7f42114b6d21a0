package dev.switchboard.app.console;

/// Why the node does not run, as one sentence for the person who started it: what is wrong and what to do about it.
public final class StartFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StartFailure(String sentence) {
    super(sentence);
  }

  /// @param cause goes to the log, never to the terminal
  public StartFailure(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
