package dev.switchboard.app.command;

/// What is wrong with the command line, as one sentence.
public final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UsageException(String sentence) {
    super(sentence);
  }
}
