package dev.switchboard.core.spi;

import java.util.Locale;

/// The kinds of content there are; which of them an account takes is in its [Capabilities].
public enum ContentKind {
  TEXT, EMAIL, UNKNOWN;

  /// The name in JSON and in the database, such as `text`.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
