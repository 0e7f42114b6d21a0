package dev.switchboard.worker.jobrunr;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;

/// How many tasks of each kind run on this node. Asks nothing of the database; JobRunr's own storage metrics count the
/// whole table at every scrape and stay off.
final class TaskMetrics implements MeterBinder {

  private final Slots slots;

  TaskMetrics(Slots slots) {
    this.slots = slots;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (TaskKind kind : TaskKind.values()) {
      Gauge.builder("switchboard.tasks.running", slots, all -> all.taken(kind)) //
          .tag("kind", kind.name().toLowerCase(Locale.ROOT)) //
          .description("Tasks that run on this node") //
          .register(registry);
    }
  }
}
