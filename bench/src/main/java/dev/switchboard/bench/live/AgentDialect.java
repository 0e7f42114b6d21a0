package dev.switchboard.bench.live;

import java.nio.charset.StandardCharsets;

/// The live protocol of Switchboard as an agent speaks it who is told of everything in the tenant, and counts what
/// customers write.
///
/// @param token the agent's access token
record AgentDialect(String token) implements Dialect {

  private static final byte[] READY = "{\"type\":\"ready\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MESSAGE = "{\"type\":\"message_received\"".getBytes(StandardCharsets.US_ASCII);

  @Override
  public String path(int chat) {
    return "/api/v1/ws";
  }

  @Override
  public String headers() {
    return "Authorization: Bearer " + token + "\r\n";
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
    return "AgentDialect";
  }
}
