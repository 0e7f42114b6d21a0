package dev.switchboard.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micronaut.context.annotation.Context;
import jakarta.annotation.PreDestroy;

/// Shows what the engine counts in Micrometer's global registry wherever this node shows its metrics.
@Context
final class GlobalMetrics {

  private final MeterRegistry registry;

  GlobalMetrics(MeterRegistry registry) {
    this.registry = registry;
    Metrics.addRegistry(registry);
  }

  @PreDestroy
  void remove() {
    Metrics.removeRegistry(registry);
  }
}
