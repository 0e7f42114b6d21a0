package dev.switchboard.bench.live;

import java.io.IOException;

/// Writes messages into chats. Used by one thread.
interface LiveWriter {

  /// Begins to write a text into a chat; waits for nothing but room to do so.
  void write(int chat, String text) throws IOException, InterruptedException;

  /// How many writes the server has refused.
  int refused();
}
