package dev.switchboard.bench.contender;

import java.io.PrintStream;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Lets one contender do one work, as bench/README.md says it: the same clock and the same load for all.
public final class Contest {

  /// Makes a contender for a place: tables made, nothing running.
  @FunctionalInterface
  public interface Entry {
    Contender at(Place place) throws Exception;
  }

  private static final int CHUNK = 1_000;

  private final Contender contender;
  private final Place place;
  private final Map<String, Integer> settings;
  private final AtomicLong numbers = new AtomicLong();

  private Contest(Contender contender, Place place, Map<String, Integer> settings) {
    this.contender = contender;
    this.place = place;
    this.settings = settings;
  }

  /// The whole program of a contender: does the work, prints its line, and ends the process.
  ///
  /// Standard output is kept for that line; whatever else is printed goes to standard error.
  public static void main(String[] arguments, Entry entry) {
    var result = System.out;
    System.setOut(System.err);
    System.exit(run(arguments, entry, result));
  }

  private static int run(String[] arguments, Entry entry, PrintStream result) {
    var place = Place.ofEnvironment();
    try (var contender = entry.at(place)) {
      result.println(new Contest(contender, place, settings(arguments)).run(arguments[0]));
      return 0;
    } catch (Exception e) {
      e.printStackTrace();
      return 1;
    }
  }

  private static Map<String, Integer> settings(String[] arguments) {
    return Stream.of(arguments).skip(1).map(a -> a.split("=", 2))
        .collect(Collectors.toMap(a -> a[0], a -> Integer.valueOf(a[1])));
  }

  private String run(String work) throws Exception {
    return switch (work) {
      case "enqueue" -> enqueue();
      case "drain" -> drain();
      case "latency" -> latency();
      default -> throw new IllegalArgumentException("There is no work " + work + ": enqueue, drain and latency.");
    };
  }

  private String enqueue() throws Exception {
    var accepted = new AtomicLong();
    var end = System.nanoTime() + seconds("warmup") + seconds("seconds");
    Callable<Void> caller = () -> {
      while (System.nanoTime() < end) {
        contender.accept(Message.numbered(numbers.getAndIncrement(), 0));
        accepted.incrementAndGet();
      }
      return null;
    };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var callers = IntStream.range(0, setting("callers")).mapToObj(_ -> threads.submit(caller)).toList();
      TimeUnit.NANOSECONDS.sleep(end - seconds("seconds") - System.nanoTime());
      var since = System.nanoTime();
      var before = accepted.get();
      for (var each : callers) {
        each.get();
      }
      return rate(accepted.get() - before, System.nanoTime() - since);
    }
  }

  private String drain() throws Exception {
    var warmedUp = 0L;
    do {
      warmedUp += workOff(setting("warmup"));
    } while (warmedUp < seconds("warmupSeconds"));
    var nanos = workOff(setting("count"));
    check();
    return rate(setting("count"), nanos);
  }

  private long workOff(int count) throws Exception {
    for (var left = count; left > 0; left -= CHUNK) {
      contender.acceptAll(LongStream.range(0, Math.min(left, CHUNK))
          .mapToObj(_ -> Message.numbered(numbers.getAndIncrement(), 0)).toList());
    }
    analyze();
    var start = System.nanoTime();
    contender.startWorkers();
    awaitAllSent();
    var nanos = System.nanoTime() - start;
    contender.stopWorkers();
    return nanos;
  }

  /// Autovacuum would do it within a minute; a plan should not depend on whether that minute is over.
  private void analyze() throws Exception {
    try (var connection = DriverManager.getConnection(place.jdbcUrl(), place.user(), place.password());
        var statement = connection.createStatement()) {
      statement.execute("analyze");
    }
  }

  /// The messages of the warm-up carry no time, so the sink compares the others only.
  private String latency() throws Exception {
    contender.startWorkers();
    var warmup = setting("warmup") * setting("rate");
    var count = setting("seconds") * setting("rate");
    var interval = TimeUnit.SECONDS.toNanos(1) / setting("rate");
    var calls = new ArrayList<Future<?>>(warmup + count);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var start = System.nanoTime();
      for (var i = 0; i < warmup + count; i++) {
        parkUntil(start + i * interval);
        var message = Message.numbered(numbers.getAndIncrement(), i < warmup ? 0 : System.nanoTime());
        // On a thread of its own: a slow call must not delay the next one.
        calls.add(threads.submit(() -> {
          contender.accept(message);
          return null;
        }));
      }
      for (var call : calls) {
        call.get();
      }
    }
    awaitAllSent();
    contender.stopWorkers();
    check();
    return "{\"count\":" + count + "}";
  }

  private static void parkUntil(long time) {
    for (var left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void awaitAllSent() throws Exception {
    while (contender.sent() < numbers.get()) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private void check() throws Exception {
    var recorded = contender.recorded();
    if (recorded != numbers.get()) {
      throw new IllegalStateException(numbers + " messages were accepted, but " + recorded + " rows say SENT.");
    }
  }

  private int setting(String name) {
    return Objects.requireNonNull(settings.get(name), () -> name + "= is not given.");
  }

  private long seconds(String setting) {
    return TimeUnit.SECONDS.toNanos(setting(setting));
  }

  private static String rate(long count, long nanos) {
    return String.format(Locale.ROOT, "{\"count\":%d,\"seconds\":%.3f}", count, nanos / 1e9);
  }
}
