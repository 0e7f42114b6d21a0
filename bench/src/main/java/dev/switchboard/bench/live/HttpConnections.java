package dev.switchboard.bench.live;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Connections to an HTTP server that stay open, with one request at a time on each. A thread of its own reads the
/// answers. Sent on by one thread.
final class HttpConnections implements AutoCloseable {

  private static final byte[] ACCEPTED = "HTTP/1.1 2".getBytes(StandardCharsets.US_ASCII);
  private static final long PATIENCE = TimeUnit.MINUTES.toNanos(1);
  private static final String LENGTH = "content-length: ";

  private final BlockingQueue<SocketChannel> free;
  private final Selector selector;
  private long sent;
  private volatile int accepted;
  private volatile int refused;

  HttpConnections(InetSocketAddress server, int connections) throws IOException {
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

  /// Sends a whole request; waits for nothing but a connection that is free.
  void send(byte[] request) throws IOException, InterruptedException {
    var channel = free.take();
    sent++;
    var bytes = ByteBuffer.wrap(request);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /// Waits until every request has its answer.
  ///
  /// @throws IllegalStateException where they do not come within a minute
  void awaitAnswers() {
    var end = System.nanoTime() + PATIENCE;
    while (accepted + refused < sent) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException((sent - accepted - refused) + " requests were not answered");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  /// How many requests were answered with 2xx.
  int accepted() {
    return accepted;
  }

  /// How many were answered with anything else, or lost with their connection.
  int refused() {
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
