package dev.switchboard.bench.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// All WebSockets of the load: so many for each chat, and one thread that reads them all.
///
/// A connection that fails ends the measurement: whoever waits is told so.
final class LiveClients {

  /// Handshakes under way at once.
  private static final int AT_ONCE = 100;
  private static final int BUFFER = 1 << 20;

  private final Dialect dialect;
  private final int sides;
  private final Selector selector;
  private final List<LiveClient> clients = new ArrayList<>();
  private final Semaphore handshakes = new Semaphore(AT_ONCE);
  private volatile @Nullable Tally tally;
  private volatile @Nullable IOException failure;

  /// @param sides how many clients each chat has
  LiveClients(Dialect dialect, int sides) throws IOException {
    this.dialect = dialect;
    this.sides = sides;
    this.selector = Selector.open();
    Thread.ofPlatform().name("clients").daemon().start(this::readAll);
  }

  /// Connects the clients of each chat, and returns when all of them are ready.
  void connect(InetSocketAddress server, int chats) throws IOException, InterruptedException {
    for (var i = 0; i < sides * chats; i++) {
      begin();
      var client = LiveClient.connect(server, dialect, i / sides, i % sides);
      clients.add(client);
      client.channel().register(selector, SelectionKey.OP_READ, client);
      selector.wakeup();
    }
    for (var i = 0; i < AT_ONCE; i++) {
      begin();
    }
    handshakes.release(AT_ONCE);
  }

  /// The client of a chat that speaks, where it is clients who do.
  LiveClient first(int chat) {
    return clients.get(sides * chat);
  }

  /// Counts from now on what comes.
  void count(Tally counted) {
    tally = counted;
  }

  void check() {
    if (failure != null) {
      throw new UncheckedIOException("a connection failed", failure);
    }
  }

  private void begin() throws InterruptedException {
    if (!handshakes.tryAcquire(30, TimeUnit.SECONDS)) {
      check();
      throw new IllegalStateException("the server answers no handshake, " + clients.size() + " clients are connected");
    }
    check();
  }

  private void readAll() {
    var shared = ByteBuffer.allocateDirect(BUFFER);
    try {
      while (true) {
        selector.select(key -> read(key, shared));
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  private void read(SelectionKey key, ByteBuffer shared) {
    try {
      ((LiveClient) key.attachment()).read(shared, this::hear);
    } catch (IOException e) {
      failure = e;
      key.cancel();
    }
  }

  private void hear(LiveClient client, Frame text) throws IOException {
    switch (dialect.hear(client, text)) {
      case READY -> handshakes.release();
      case MESSAGE -> {
        if (tally != null) {
          tally.delivered(text.sequence(), client);
        }
      }
      case OTHER -> {
        // Nothing to count.
      }
    }
  }
}
