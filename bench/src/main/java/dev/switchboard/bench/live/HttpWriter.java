package dev.switchboard.bench.live;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.IntFunction;

/// `POST /api/v1/messages` over connections that stay open, with one request at a time on each. A thread of its own reads
/// the answers.
final class HttpWriter implements LiveWriter {

  private static final byte[] ACCEPTED = "HTTP/1.1 202".getBytes(StandardCharsets.US_ASCII);
  private static final String LENGTH = "content-length: ";

  private final String head;
  private final IntFunction<String> body;
  private final BlockingQueue<SocketChannel> free;
  private final Selector selector;
  private volatile int refused;

  /// @param body begins the JSON of a chat's message, up to its text
  HttpWriter(InetSocketAddress server, String key, int connections, IntFunction<String> body) throws IOException {
    this.head = "POST /api/v1/messages HTTP/1.1\r\nHost: " + server.getHostString() + ":" + server.getPort()
        + "\r\nAuthorization: Bearer " + key + "\r\nContent-Type: application/json\r\nContent-Length: ";
    this.body = body;
    this.free = new ArrayBlockingQueue<>(connections);
    this.selector = Selector.open();
    for (var i = 0; i < connections; i++) {
      var channel = SocketChannel.open(server);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      free.add(channel);
    }
    Thread.ofPlatform().name("answers").daemon().start(this::readAll);
  }

  @Override
  public void write(int chat, String text) throws IOException, InterruptedException {
    var json = body.apply(chat) + text + "\"}}";
    var request = ByteBuffer.wrap((head + json.length() + "\r\n\r\n" + json).getBytes(StandardCharsets.US_ASCII));
    var channel = free.take();
    while (request.hasRemaining()) {
      channel.write(request);
    }
  }

  @Override
  public int refused() {
    return refused;
  }

  private void readAll() {
    var buffer = ByteBuffer.allocate(1 << 16);
    try {
      while (true) {
        selector.select(key -> read(key, buffer));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // Answers are some hundred bytes, so almost all come as one piece; the rest waits at the key.
  private void read(SelectionKey key, ByteBuffer buffer) {
    var channel = (SocketChannel) key.channel();
    try {
      buffer.clear();
      if (key.attachment() instanceof byte[] before) {
        buffer.put(before);
        key.attach(null);
      }
      if (channel.read(buffer) < 0) {
        throw new EOFException("the server has closed a connection");
      }
      buffer.flip();
      if (isWhole(buffer)) {
        if (!startsAccepted(buffer)) {
          refused++;
        }
        free.add(channel);
      } else {
        var rest = new byte[buffer.remaining()];
        buffer.get(rest);
        key.attach(rest);
      }
    } catch (IOException e) {
      refused++;
      key.cancel();
    }
  }

  private static boolean isWhole(ByteBuffer answer) {
    var text = new String(answer.array(), 0, answer.limit(), StandardCharsets.ISO_8859_1);
    var end = text.indexOf("\r\n\r\n");
    var length = text.indexOf(LENGTH);
    return end >= 0 && length >= 0 && length < end && answer.limit() >= end + 4
        + Integer.parseInt(text, length + LENGTH.length(), text.indexOf('\r', length), 10);
  }

  private static boolean startsAccepted(ByteBuffer answer) {
    return answer.limit() > ACCEPTED.length
        && answer.slice(0, ACCEPTED.length).equals(ByteBuffer.wrap(ACCEPTED));
  }
}
