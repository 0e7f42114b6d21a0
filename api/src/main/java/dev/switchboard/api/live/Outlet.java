package dev.switchboard.api.live;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The way out to one client: a bounded number of messages and bytes that wait for the network.
///
/// Texts wait here until the connection's event loop takes all of them at once, so a burst costs one task and one flush.
/// Nothing here blocks but [#awaitRoom]. Thread-safe; what one thread says arrives in order.
final class Outlet {

  private static final int CLOSE_SECONDS = 5;

  private final Channel channel;
  private final int maxMessages;
  private final int maxBytes;
  private final Queue<ByteBuf> waiting = new ArrayDeque<>(2);
  private boolean taken = true;
  private int messages;
  private int bytes;
  private boolean closing;

  Outlet(Channel channel, LiveConfiguration limits) {
    this.channel = channel;
    this.maxMessages = limits.bufferedMessages();
    this.maxBytes = limits.bufferedBytes();
  }

  /// A text as it goes out, to be shared by many outlets: each gets a `retainedDuplicate()`.
  static ByteBuf encode(String text) {
    return ByteBufUtil.writeUtf8(ByteBufAllocator.DEFAULT, text);
  }

  /// Sends a text that is for this client alone; a client that is too slow for it is closed.
  void send(ServerMessage message) {
    send(encode(message.json()));
  }

  /// Sends, and closes the client when more waits for it than is kept.
  void send(ByteBuf text) {
    if (!offer(text)) {
      close(CloseCode.TOO_SLOW);
    }
  }

  /// Takes the text, or answers false when the buffer is full. Takes over the reference in either case.
  boolean offer(ByteBuf text) {
    var size = text.readableBytes();
    synchronized (this) {
      if (closing || isFull(size)) {
        text.release();
        return closing;
      }
      messages++;
      bytes += size;
      waiting.add(text);
      if (!taken) {
        // The loop is about to look.
        return true;
      }
      taken = false;
    }
    later(this::writeAll);
    return true;
  }

  /// Waits until half of the buffer is free.
  ///
  /// @return false when that took too long, or the client is gone
  boolean awaitRoom(long millis) throws InterruptedException {
    var end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    synchronized (this) {
      while (isOpen() && (messages > maxMessages / 2 || bytes > maxBytes / 2)) {
        var left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        wait(left);
      }
    }
    return isOpen();
  }

  void ping() {
    var _ = channel.writeAndFlush(new PingWebSocketFrame());
  }

  /// Says why, waits a little for the client to hear it, and closes in any case.
  void close(CloseCode code) {
    synchronized (this) {
      if (closing) {
        return;
      }
      closing = true;
      notifyAll();
    }
    later(() -> {
      writeAll();
      var _ = channel.writeAndFlush(new CloseWebSocketFrame(code.code(), code.reason()));
      // A client that reads nothing would never let the close frame go out.
      var _ = channel.eventLoop().schedule(this::cut, CLOSE_SECONDS, TimeUnit.SECONDS);
    });
  }

  /// The client has closed: answers as the protocol asks.
  void closed(int code) {
    synchronized (this) {
      notifyAll();
      if (closing) {
        return;
      }
      closing = true;
    }
    if (channel.isActive() && WebSocketCloseStatus.isValidStatusCode(code)) {
      var _ = channel.writeAndFlush(new CloseWebSocketFrame(code, ""));
    }
  }

  synchronized boolean isOpen() {
    return !closing && channel.isActive();
  }

  // One message fits whatever its size.
  private boolean isFull(int size) {
    return messages >= maxMessages || messages > 0 && bytes + size > maxBytes;
  }

  private void later(Runnable task) {
    try {
      channel.eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      // The server has stopped, and its channels with it.
    }
  }

  private void writeAll() {
    var count = 0;
    var size = 0;
    ChannelFuture last = null;
    for (var text = next(); text != null; text = next()) {
      count++;
      size += text.readableBytes();
      last = channel.write(new TextWebSocketFrame(text));
    }
    if (last != null) {
      last.addListener(new Sent(count, size));
      channel.flush();
    }
  }

  private synchronized @Nullable ByteBuf next() {
    var text = waiting.poll();
    taken = text == null;
    return text;
  }

  private void cut() {
    var _ = channel.close();
  }

  private synchronized void sent(int count, int size) {
    messages -= count;
    bytes -= size;
    notifyAll();
  }

  /// The last one of those that were written together has gone out, and so have those before it.
  private final class Sent implements ChannelFutureListener {

    private final int count;
    private final int size;

    Sent(int count, int size) {
      this.count = count;
      this.size = size;
    }

    @Override
    public void operationComplete(ChannelFuture future) {
      sent(count, size);
    }
  }
}
