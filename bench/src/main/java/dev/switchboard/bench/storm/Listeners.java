package dev.switchboard.bench.storm;

import dev.switchboard.bench.storm.audit.LiveStream;
import dev.switchboard.core.event.Cursor;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The live clients of a storm.
final class Listeners implements AutoCloseable {

  private static final int COUNT = 4;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Listener> all;

  Listeners(Fleet fleet, long seed) {
    all = IntStream.range(0, COUNT)
        .mapToObj(i -> new Listener("live client " + i, fleet, client, seed + i))
        .toList();
  }

  /// Returns when each has a cursor to go on from.
  void start() throws InterruptedException {
    all.forEach(Listener::start);
    while (all.stream().anyMatch(listener -> listener.cursor() == null)) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /// The one that sometimes stops reading.
  Listener silent() {
    return all.getFirst();
  }

  boolean haveHeard(Cursor last) {
    return all.stream().map(Listener::cursor).allMatch(cursor -> cursor != null && !last.isAfter(cursor));
  }

  List<LiveStream> streams() {
    return all.stream().map(Listener::stream).toList();
  }

  long heard() {
    return all.stream().mapToLong(Listener::heard).sum();
  }

  /// How connections ended, and how often.
  Map<String, Long> ends() {
    return all.stream().flatMap(listener -> listener.ends().entrySet().stream())
        .collect(Collectors.groupingBy(Map.Entry::getKey, TreeMap::new, Collectors.summingLong(Map.Entry::getValue)));
  }

  @Override
  public void close() {
    all.forEach(Listener::close);
    // Not close(), which waits for WebSockets to end by themselves.
    client.shutdownNow();
  }
}
