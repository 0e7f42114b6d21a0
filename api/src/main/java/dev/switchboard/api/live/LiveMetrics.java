package dev.switchboard.api.live;

import dev.switchboard.core.event.EventLog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;

/// What is counted of live connections.
@Singleton
final class LiveMetrics {

  private final MeterRegistry registry;
  private final AtomicInteger connections = new AtomicInteger();

  LiveMetrics(MeterRegistry registry, EventLog log) {
    this.registry = registry;
    Gauge.builder("switchboard.live.connections", connections, AtomicInteger::get)
        .description("Open WebSockets, whether authenticated or not")
        .register(registry);
    Gauge.builder("switchboard.events.lag", log, events -> events.lag().toNanos() / 1e9)
        .description("Age of the oldest event that this node has not told its subscribers")
        .baseUnit("seconds")
        .register(registry);
    registry.counter("switchboard.live.auth.failures");
    registry.counter("switchboard.live.opened");
    registry.counter("switchboard.live.resumed");
  }

  void opened() {
    connections.incrementAndGet();
    registry.counter("switchboard.live.opened").increment();
  }

  void closed() {
    connections.decrementAndGet();
  }

  /// A client goes on where an earlier connection of it has ended.
  void resumed() {
    registry.counter("switchboard.live.resumed").increment();
  }

  void refused() {
    registry.counter("switchboard.live.auth.failures").increment();
  }
}
