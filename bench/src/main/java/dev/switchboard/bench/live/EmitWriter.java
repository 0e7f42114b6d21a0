package dev.switchboard.bench.live;

import java.io.IOException;

/// A client of the chat emits to the server, which emits to the room.
record EmitWriter(LiveClients clients) implements LiveWriter {

  @Override
  public void write(int chat, String text) throws IOException {
    clients.first(chat).say("42[\"message\",\"" + chat + "\",\"" + text + "\"]");
  }

  @Override
  public int refused() {
    return 0;
  }
}
