package dev.switchboard.bench.live;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// `POST /api/v1/messages` over connections that stay open, with one request at a time on each. A thread of its own reads
/// the answers. Written to by one thread.
public final class HttpWriter implements AutoCloseable {

  private static final byte[] ACCEPTED = "HTTP/1.1 202".getBytes(StandardCharsets.US_ASCII);
  private static final String LENGTH = "content-length: ";

  private final String head;
  private final BlockingQueue<SocketChannel> free;
  private final Selector selector;
  private volatile int accepted;
  private volatile int refused;

  /// Opens so many connections to a server.
  ///
  /// @param key the API key of the tenant
  public HttpWriter(URI server, String key, int connections) throws IOException {
    var address = new InetSocketAddress(server.getHost(), server.getPort());
    this.head = "POST /api/v1/messages HTTP/1.1\r\nHost: " + server.getAuthority()
        + "\r\nAuthorization: Bearer " + key + "\r\nContent-Type: application/json\r\nContent-Length: ";
    this.free = new ArrayBlockingQueue<>(connections);
    this.selector = Selector.open();
    for (var i = 0; i < connections; i++) {
      var channel = SocketChannel.open(address);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      free.add(channel);
    }
    Thread.ofPlatform().name("answers").daemon().start(this::readAll);
  }

  /// Begins to post a message, in ASCII; waits for nothing but a free connection.
  public void write(String json) throws IOException, InterruptedException {
    var request = ByteBuffer.wrap((head + json.length() + "\r\n\r\n" + json).getBytes(StandardCharsets.US_ASCII));
    var channel = free.take();
    while (request.hasRemaining()) {
      channel.write(request);
    }
  }

  /// How many messages the server has accepted.
  public int accepted() {
    return accepted;
  }

  /// How many it has not.
  public int refused() {
    return refused;
  }

  private void readAll() {
    var buffer = ByteBuffer.allocate(1 << 16);
    try {
      while (selector.isOpen()) {
        selector.select(key -> read(key, buffer));
      }
    } catch (ClosedSelectorException _) {
      // Nobody wants to know any more.
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
        if (startsAccepted(buffer)) {
          accepted++;
        } else {
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

  /// Gives up what is under way.
  @Override
  public void close() throws IOException {
    var keys = Set.copyOf(selector.keys());
    selector.close();
    for (var key : keys) {
      key.channel().close();
    }
  }
}
