package dev.switchboard.bench.live;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/// The live protocol of Switchboard: each client names its chat when it connects.
record SwitchboardDialect(String key, List<UUID> chats) implements Dialect {

  private static final byte[] READY = "{\"type\":\"ready\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MESSAGE = "{\"type\":\"message_sent\"".getBytes(StandardCharsets.US_ASCII);

  @Override
  public String path(int chat) {
    return "/api/v1/ws?chats=" + chats.get(chat);
  }

  @Override
  public String headers() {
    return "Authorization: Bearer " + key + "\r\n";
  }

  @Override
  public Heard hear(LiveClient client, Frame text) {
    if (text.startsWith(MESSAGE)) {
      return Heard.MESSAGE;
    }
    return text.startsWith(READY) ? Heard.READY : Heard.OTHER;
  }

  @Override
  public String toString() {
    return "SwitchboardDialect[" + chats.size() + " chats]";
  }
}
