package dev.switchboard.bench.live;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Customers write to an account of the sandbox, whose service calls the account's webhook: one message in each call,
/// signed as the service signs it, with HMAC-SHA256 over `timestamp.body`.
///
/// Used by one thread.
final class WebhookWriter implements LiveWriter {

  private final HttpConnections connections;
  private final String head;
  private final Mac mac;
  private long written;
  private long second;
  private String at = "";

  /// @param account the id of the account
  /// @param key what the service signs with
  WebhookWriter(HttpConnections connections, InetSocketAddress server, String account, String key) {
    this.connections = connections;
    this.head = "POST /webhooks/" + account + " HTTP/1.1\r\nHost: " + server.getHostString() + ":" + server.getPort()
        + "\r\nContent-Type: application/json\r\nSandbox-Timestamp: ";
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  /// @param chat which of the customers
  @Override
  public void write(int chat, String text) throws IOException, InterruptedException {
    tick();
    var body = "{\"items\":[{\"type\":\"message\",\"id\":\"sbx-in-" + ++written + "\",\"at\":\"" + at
        + "\",\"from\":{\"phone\":\"+5511" + (900_000_000 + chat) + "\",\"name\":\"Customer " + chat
        + "\"},\"content\":{\"type\":\"text\",\"text\":\"" + text + "\"}}]}";
    connections.send((head + second + "\r\nSandbox-Signature: " + signature(body) + "\r\nContent-Length: "
        + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
  }

  private void tick() {
    var now = System.currentTimeMillis() / 1000;
    if (now != second) {
      second = now;
      at = Instant.ofEpochSecond(now).toString();
    }
  }

  private String signature(String body) {
    return HexFormat.of().formatHex(mac.doFinal((second + "." + body).getBytes(StandardCharsets.US_ASCII)));
  }

  @Override
  public int refused() {
    return connections.refused();
  }
}
