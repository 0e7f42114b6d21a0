package dev.switchboard.bench.live;

import java.io.IOException;

/// A service posts a message into the chat, which stores it.
record PostWriter(HttpWriter posts) implements LiveWriter {

  @Override
  public void write(int chat, String text) throws IOException, InterruptedException {
    posts.write(Chats.message(chat) + text + "\"}}");
  }

  @Override
  public int refused() {
    return posts.refused();
  }
}
