package dev.switchboard.core.spi;

import java.util.Locale;

/// The kinds of content there are; which of them an account takes is in its [Capabilities].
public enum ContentKind {
  TEXT, IMAGE, VIDEO, AUDIO, DOCUMENT, STICKER, LOCATION, CONTACTS, REACTION, INTERACTIVE, TEMPLATE, EMAIL,
  NOTIFICATION,
  /// Only customers send it: what they chose of an [#INTERACTIVE] message or a template's buttons.
  CHOICE,
  /// Only customers send it: what they put into a shop's basket.
  ORDER,
  /// Only services send it: something happened in the chat.
  SYSTEM,
  /// What we do not understand yet.
  UNKNOWN;

  /// The name in JSON and in the database, such as `text`.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
