package dev.switchboard.bench.storm;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.switchboard.bench.storm.audit.LiveStream;
import dev.switchboard.bench.storm.audit.LiveStream.Segment;
import dev.switchboard.core.event.Cursor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// A live client as docs/live.md describes it: keeps the cursor of what it heard last, and resumes from there on any node;
/// asks for a sign of life, and gives a line up that gives none. Keeps the cursors of all events. Thread-safe.
final class Listener implements AutoCloseable {

  private static final Duration PING_INTERVAL = Duration.ofSeconds(5);
  private static final Duration SILENCE = Duration.ofSeconds(20);

  private final String name;
  private final Fleet fleet;
  private final HttpClient client;
  private final Random random;
  private final List<Segment> segments = new ArrayList<>();
  private final Map<String, LongAdder> ends = new ConcurrentHashMap<>();
  private @Nullable Cursor cursor;
  private volatile boolean reading = true;
  private volatile @Nullable Connection unread;
  private volatile boolean closed;

  Listener(String name, Fleet fleet, HttpClient client, long seed) {
    this.name = name;
    this.fleet = fleet;
    this.client = client;
    this.random = new Random(seed);
  }

  void start() {
    Thread.ofVirtual().name(name).start(() -> {
      try {
        while (!closed) {
          connect();
          Thread.sleep(random.nextLong(100, 1_000));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  // One connection, from its beginning to its end.
  private void connect() throws InterruptedException {
    var connection = new Connection();
    var here = cursor();
    var query = here == null ? "" : "?resume=" + here;
    var url = URI.create(fleet.url(random.nextInt(2)).toString().replaceFirst("http", "ws") + "/api/v1/ws" + query);
    try {
      var socket = client.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(5))
          .header("Authorization", "Bearer " + fleet.apiKey()).buildAsync(url, connection).join();
      connection.watch(socket);
      socket.abort();
    } catch (CompletionException e) {
      count("not connected");
    }
  }

  /// Stops reading: what the server says stays in its socket until [#readAgain].
  void stopReading() {
    reading = false;
  }

  void readAgain() {
    reading = true;
    var waiting = unread;
    if (waiting != null) {
      unread = null;
      waiting.goOn();
    }
  }

  synchronized @Nullable Cursor cursor() {
    return cursor;
  }

  synchronized long heard() {
    return segments.stream().mapToLong(segment -> segment.heard().size()).sum();
  }

  synchronized LiveStream stream() {
    return new LiveStream(name, segments.stream()
        .map(segment -> new Segment(segment.from(), segment.resync(), List.copyOf(segment.heard()))).toList());
  }

  /// How its connections ended, and how often.
  Map<String, Long> ends() {
    var sorted = new TreeMap<String, Long>();
    ends.forEach((how, count) -> sorted.put(how, count.sum()));
    return sorted;
  }

  private void count(String how) {
    ends.computeIfAbsent(how, _ -> new LongAdder()).increment();
  }

  private synchronized void hear(String text) {
    try {
      var message = Api.JSON.readTree(text);
      var at = Cursor.parse(message.path("cursor").asText()).orElse(null);
      if (at == null) {
        return;
      }
      switch (message.path("type").asText()) {
        case "ready" -> {
          if (cursor == null) {
            begin(at, null);
          }
        }
        case "resync" -> begin(at, message.path("reason").asText());
        case "resumed" -> cursor = at;
        default -> {
          segments.getLast().heard().add(at);
          cursor = at;
        }
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the server says what is no JSON", e);
    }
  }

  private void begin(Cursor from, @Nullable String resync) {
    segments.add(new Segment(from, resync, new ArrayList<>()));
    cursor = from;
  }

  @Override
  public void close() {
    closed = true;
  }

  private final class Connection implements WebSocket.Listener {

    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();
    private volatile long heardAt = System.nanoTime();
    private @Nullable WebSocket socket;

    // Until the connection has ended. Java's client does not always notice that: of connections that are cut while they
    // carry something, a few stay open for ever.
    void watch(WebSocket socket) throws InterruptedException {
      while (!ended.isDone()) {
        try {
          ended.get(PING_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
          throw new IllegalStateException(e);
        } catch (TimeoutException _) {
          if (reading && System.nanoTime() - heardAt > SILENCE.toNanos()) {
            end("given up, silent");
          } else {
            var _ = socket.sendText("{\"type\":\"ping\"}", true);
          }
        }
      }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      if (ended.isDone()) {
        // Given up: the next connection hears this again.
        return CompletableFuture.completedFuture(null);
      }
      heardAt = System.nanoTime();
      part.append(data);
      if (last) {
        hear(part.toString());
        part.setLength(0);
      }
      socket = from;
      if (reading) {
        from.request(1);
      } else {
        unread = this;
      }
      return CompletableFuture.completedFuture(null);
    }

    void goOn() {
      heardAt = System.nanoTime();
      if (socket != null) {
        socket.request(1);
      }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      end("closed with " + code + " " + reason);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      end("cut");
    }

    private void end(String how) {
      if (ended.complete(how)) {
        count(how);
      }
    }
  }
}
