package dev.switchboard.worker.jobrunr;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.function.Supplier;

/// How many tasks of each kind run on this node. Asks nothing of the database; JobRunr's own storage metrics count the
/// whole table at every scrape and stay off.
final class TaskMetrics implements MeterBinder {

  private final Supplier<Slots> slots;

  /// @param slots asked for when metrics are read. Not before: the pool of connections asks for the meter registry while
  ///        it is made, so a binder that needs the database to be made would make a second pool, and that a third.
  TaskMetrics(Supplier<Slots> slots) {
    this.slots = slots;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (TaskKind kind : TaskKind.values()) {
      Gauge.builder("switchboard.tasks.running", () -> slots.get().taken(kind)) //
          .tag("kind", kind.name().toLowerCase(Locale.ROOT)) //
          .description("Tasks that run on this node") //
          .register(registry);
    }
  }
}
