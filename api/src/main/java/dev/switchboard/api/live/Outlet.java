package dev.switchboard.api.live;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// The way out to one client: a bounded number of messages and bytes that wait for the network.
///
/// Nothing here blocks but [#awaitRoom]. Thread-safe; what one thread says arrives in order.
final class Outlet {

  private static final int CLOSE_SECONDS = 5;

  private final Channel channel;
  private final int maxMessages;
  private final int maxBytes;
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
    }
    channel.writeAndFlush(new TextWebSocketFrame(text)).addListener(_ -> sent(size));
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
    var _ = channel.writeAndFlush(new CloseWebSocketFrame(code.code(), code.reason()));
    try {
      // A client that reads nothing would never let the close frame go out.
      var _ = channel.eventLoop().schedule(this::cut, CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (RejectedExecutionException e) {
      // The server has stopped, and its channels with it.
    }
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

  private void cut() {
    var _ = channel.close();
  }

  private synchronized void sent(int size) {
    messages--;
    bytes -= size;
    notifyAll();
  }
}
