package dev.switchboard.core.message;

import dev.switchboard.core.spi.Content;

/// What becomes of a message by the [WindowRule].
public sealed interface WindowRuling {

  /// See [AsItIs].
  WindowRuling AS_IT_IS = new AsItIs();

  /// It is sent as it is.
  record AsItIs() implements WindowRuling {}

  /// Something else is sent.
  record Instead(Content content, Decision decision) implements WindowRuling {}

  /// It is not sent.
  ///
  /// @param why for people, such as `the window for free content closed at …`
  record Refused(String why, Decision decision) implements WindowRuling {}
}
