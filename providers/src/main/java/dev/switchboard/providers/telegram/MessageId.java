package dev.switchboard.providers.telegram;

import java.util.Optional;
import java.util.regex.Pattern;

/// Telegram's name of a message. It counts the messages of each chat, so only both together are one message's.
record MessageId(long chat, long message) {

  private static final Pattern FORM = Pattern.compile("(-?[0-9]{1,18}):([0-9]{1,18})(?::.*)?");

  /// The message, or the one that was edited, or whose button was pressed, or that was reacted to. Empty where this names
  /// none.
  static Optional<MessageId> parse(String text) {
    var form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(new MessageId(Long.parseLong(form.group(1)), Long.parseLong(form.group(2))))
        : Optional.empty();
  }

  /// The name of something that happened to the message: Telegram gives such things none that is theirs alone.
  String with(String what, String id) {
    return this + ":" + what + "-" + id;
  }

  @Override
  public String toString() {
    return chat + ":" + message;
  }
}
