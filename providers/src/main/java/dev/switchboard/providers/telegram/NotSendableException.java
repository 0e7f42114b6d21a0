package dev.switchboard.providers.telegram;

/// A content that Telegram has no way to carry. Its message is for people, and has nothing of the content.
final class NotSendableException extends Exception {

  private static final long serialVersionUID = 1L;

  NotSendableException(String why) {
    super(why);
  }
}
