package dev.switchboard.bench.live;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/// One WebSocket: what little of RFC 6455 a client of the load needs, over a channel that never blocks.
///
/// Read by the thread of all clients; may be written by others.
final class LiveClient {

  private static final int TEXT = 0x1;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xA;
  private static final int MASKED = 0x80;
  private static final byte[] NOTHING = {};

  private final SocketChannel channel;
  private final int chat;
  private final int side;
  private byte[] unread = NOTHING;
  private boolean upgraded;

  private LiveClient(SocketChannel channel, int chat, int side) {
    this.channel = channel;
    this.chat = chat;
    this.side = side;
  }

  /// Connects, which blocks, and sends the handshake.
  ///
  /// @param side 0 or 1: which of the two of the chat
  static LiveClient connect(InetSocketAddress server, Dialect dialect, int chat, int side) throws IOException {
    var channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    var client = new LiveClient(channel, chat, side);
    client.write(ByteBuffer.wrap("""
        GET %s HTTP/1.1\r
        Host: %s:%d\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Version: 13\r
        %s\r
        """.formatted(dialect.path(chat), server.getHostString(), server.getPort(), dialect.headers())
        .getBytes(StandardCharsets.US_ASCII)));
    return client;
  }

  SocketChannel channel() {
    return channel;
  }

  int chat() {
    return chat;
  }

  int side() {
    return side;
  }

  /// Sends a text of ASCII.
  void say(String text) throws IOException {
    var payload = text.getBytes(StandardCharsets.US_ASCII);
    send(TEXT, payload, payload.length);
  }

  /// Reads what has come and hands on the texts.
  ///
  /// @param shared emptied and filled; large enough for whatever may come at once
  void read(ByteBuffer shared, Ear ear) throws IOException {
    shared.clear().put(unread);
    unread = NOTHING;
    if (channel.read(shared) < 0) {
      throw new EOFException("the server has closed the connection of chat " + chat);
    }
    shared.flip();
    if (!upgraded) {
      upgrade(shared);
    }
    while (upgraded && frame(shared, ear)) {
      // As many as have come as a whole.
    }
    if (shared.hasRemaining()) {
      unread = new byte[shared.remaining()];
      shared.get(unread);
    }
  }

  private void upgrade(ByteBuffer read) throws IOException {
    var answer = StandardCharsets.ISO_8859_1.decode(read.duplicate()).toString();
    var end = answer.indexOf("\r\n\r\n");
    if (end >= 0) {
      if (!answer.startsWith("HTTP/1.1 101")) {
        throw new IOException("the server answers " + answer.lines().findFirst().orElse(""));
      }
      read.position(end + 4);
      upgraded = true;
    }
  }

  private boolean frame(ByteBuffer read, Ear ear) throws IOException {
    var begin = read.position();
    if (read.remaining() < 2) {
      return false;
    }
    var code = read.get() & 0x0F;
    var length = read.get() & 0x7F;
    if (length == 126 && read.remaining() >= 2) {
      length = read.getShort() & 0xFFFF;
    } else if (length >= 126) {
      read.position(begin);
      return false;
    }
    if (read.remaining() < length) {
      read.position(begin);
      return false;
    }
    hear(code, new Frame(read, read.position(), length), ear);
    read.position(read.position() + length);
    return true;
  }

  private void hear(int code, Frame frame, Ear ear) throws IOException {
    switch (code) {
      case TEXT -> ear.hear(this, frame);
      case PING -> send(PONG, NOTHING, 0);
      case CLOSE -> throw new EOFException("the server closes the WebSocket of chat " + chat);
      default -> {
        // A pong, or nothing that these servers send.
      }
    }
  }

  // Masked with zeros: the text stays as it is.
  private void send(int code, byte[] payload, int length) throws IOException {
    var frame = ByteBuffer.allocate(length + 8).put((byte) (0x80 | code));
    if (length < 126) {
      frame.put((byte) (MASKED | length));
    } else {
      frame.put((byte) (MASKED | 126)).putShort((short) length);
    }
    write(frame.putInt(0).put(payload, 0, length).flip());
  }

  private synchronized void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        Thread.onSpinWait();
      }
    }
  }

  /// Who is told what came.
  @FunctionalInterface
  interface Ear {
    void hear(LiveClient client, Frame text) throws IOException;
  }
}
