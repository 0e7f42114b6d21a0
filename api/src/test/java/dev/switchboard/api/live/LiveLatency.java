package dev.switchboard.api.live;

import static org.awaitility.Awaitility.await;

import dev.switchboard.api.TestServer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Measures from before the transaction that writes an event to the client that hears it. Not a test, so it runs only
/// when it is named: `./mvnw -q -pl api -am -Dtest=LiveLatency test`
class LiveLatency extends LiveTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();
  private static final int PER_SECOND = 100;
  private static final int WARM_UP = 500;
  private static final int MEASURED = 2_000;

  LiveLatency() {
    super(SERVER);
  }

  @Test
  void writeToClient() {
    var other = another();
    var here = IntStream.range(0, 20).mapToObj(_ -> connect(SERVER.key())).toList();
    var there = IntStream.range(0, 20).mapToObj(_ -> open(TestSocket.withToken(other, SERVER.key()))).toList();
    here.forEach(socket -> socket.await("ready"));
    there.forEach(socket -> socket.await("ready"));

    for (var i = 0; i < WARM_UP + MEASURED; i++) {
      var due = System.nanoTime() + TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
      write(Long.toString(System.nanoTime()));
      LockSupport.parkNanos(due - System.nanoTime());
    }

    report("this node, 20 clients", here);
    report("another node, 20 clients", there);
  }

  private static void report(String who, List<TestSocket> sockets) {
    await().atMost(Duration.ofMinutes(1))
        .until(() -> sockets.stream().allMatch(socket -> socket.names().size() == WARM_UP + MEASURED));
    var millis = sockets.stream()
        .flatMapToDouble(LiveLatency::millis)
        .sorted()
        .toArray();
    System.out.printf("%s, %d events/s: p50 %.1f ms, p99 %.1f ms, max %.1f ms%n", who, PER_SECOND,
        millis[millis.length / 2], millis[millis.length * 99 / 100], Arrays.stream(millis).max().orElseThrow());
  }

  private static DoubleStream millis(TestSocket socket) {
    var names = socket.names();
    return IntStream.range(WARM_UP, names.size())
        .mapToDouble(i -> (socket.eventTimes.get(i) - Long.parseLong(names.get(i))) / 1e6);
  }
}
