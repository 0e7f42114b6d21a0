package dev.switchboard.bench.live;

import java.io.IOException;

/// What is said on the wire to one kind of server.
interface Dialect {

  /// The request line's address of a client's WebSocket.
  String path(int chat);

  /// Further header lines of its handshake, each with its line end.
  String headers();

  /// What a text that came to a client means. Answers to the client what the protocol asks for.
  ///
  /// @param text the text frame's payload; at least its beginning is Latin-1
  Heard hear(LiveClient client, Frame text) throws IOException;

  /// What came.
  enum Heard {
    /// The client is where it wants to be: from now on every message of its chat comes.
    READY,
    /// A message of a chat, with its number in the text.
    MESSAGE,
    /// Anything else.
    OTHER
  }
}
