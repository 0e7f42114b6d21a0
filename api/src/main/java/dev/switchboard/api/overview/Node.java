package dev.switchboard.api.overview;

import dev.switchboard.core.database.Database;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// This node, as its metrics tell.
@Singleton
final class Node {

  private static final double MILLISECONDS = 1e3;
  private static final double NANOSECONDS = 1e9;

  private final MeterRegistry registry;
  private final Database database;

  Node(MeterRegistry registry, Database database) {
    this.registry = registry;
    this.database = database;
  }

  NodeFigures figures() {
    var runtime = ManagementFactory.getRuntimeMXBean();
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    var collectors = ManagementFactory.getGarbageCollectorMXBeans();
    return new NodeFigures(name(), Instant.ofEpochMilli(runtime.getStartTime()),
        new NodeFigures.Memory(heap.getUsed(), heap.getMax()),
        new NodeFigures.Collections(
            collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).filter(times -> times > 0).sum(),
            collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).filter(millis -> millis > 0).sum()
                / MILLISECONDS),
        gauge("process.cpu.usage"), live(), requests(), database());
  }

  private static String name() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  private NodeFigures.Live live() {
    return new NodeFigures.Live(whole("switchboard.live.connections"), count("switchboard.live.opened"),
        count("switchboard.live.resumed"), count("switchboard.live.auth.failures"), known("switchboard.events.lag"));
  }

  private NodeFigures.Requests requests() {
    var timers = registry.find("http.server.requests").timers();
    var answered = count(timers, _ -> true);
    var seconds = timers.stream().mapToDouble(timer -> timer.totalTime(TimeUnit.SECONDS)).sum();
    return new NodeFigures.Requests(answered, count(timers, status -> status.startsWith("4")),
        count(timers, status -> status.startsWith("5")), answered == 0 ? null : seconds / answered);
  }

  private static long count(Collection<Timer> timers, Predicate<String> statuses) {
    return timers.stream()
        .filter(timer -> statuses.test(String.valueOf(timer.getId().getTag("status"))))
        .mapToLong(Timer::count)
        .sum();
  }

  private NodeFigures.DatabaseUse database() {
    var use = registry.find("hikaricp.connections.usage").timer();
    return new NodeFigures.DatabaseUse(roundTrip(), whole("hikaricp.connections.active"),
        whole("hikaricp.connections.max"), whole("hikaricp.connections.pending"),
        use == null || use.count() == 0 ? null : use.mean(TimeUnit.SECONDS));
  }

  private double roundTrip() {
    return database.autocommit(connection -> {
      try (var statement = connection.createStatement()) {
        var begun = System.nanoTime();
        statement.execute("select 1");
        return (System.nanoTime() - begun) / NANOSECONDS;
      }
    });
  }

  private long count(String counter) {
    return registry.find(counter).counters().stream().mapToLong(each -> (long) each.count()).sum();
  }

  private long whole(String gauge) {
    return (long) known(gauge);
  }

  private double known(String gauge) {
    var value = gauge(gauge);
    return value == null ? 0 : value;
  }

  private @Nullable Double gauge(String name) {
    var gauge = registry.find(name).gauge();
    var value = gauge == null ? Double.NaN : gauge.value();
    return Double.isFinite(value) && value >= 0 ? value : null;
  }
}
