package dev.switchboard.bench.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Socket.IO 4 on engine.io 4, WebSocket only: each client connects to the namespace, joins its chat's room and waits
/// for the acknowledgement.
final class SocketIoDialect implements Dialect {

  private static final byte[] OPEN = "0{".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PING = "2".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CONNECTED = "40".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ACKNOWLEDGED = "431".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MESSAGE = "42[\"message\"".getBytes(StandardCharsets.US_ASCII);

  @Override
  public String path(int chat) {
    return "/socket.io/?EIO=4&transport=websocket";
  }

  @Override
  public String headers() {
    return "";
  }

  @Override
  public Heard hear(LiveClient client, Frame text) throws IOException {
    if (text.startsWith(MESSAGE)) {
      return Heard.MESSAGE;
    }
    if (text.startsWith(ACKNOWLEDGED)) {
      return Heard.READY;
    }
    if (text.startsWith(OPEN)) {
      client.say("40");
    } else if (text.startsWith(CONNECTED)) {
      client.say("421[\"join\",\"" + client.chat() + "\"]");
    } else if (text.startsWith(PING)) {
      client.say("3");
    }
    return Heard.OTHER;
  }
}
