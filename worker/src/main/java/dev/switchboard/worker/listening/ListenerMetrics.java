package dev.switchboard.worker.listening;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// What operators see of the accounts that this node listens to. The only metrics with an account in them: a mailbox that
/// nobody reads is nothing that a sum over mailboxes tells.
final class ListenerMetrics {

  private final MultiGauge up = gauge("switchboard.listener.up", null,
      "1 where the account is listened to and its service has been reached, 0 where that is tried");
  private final MultiGauge failures = gauge("switchboard.listener.failures", null,
      "Failures in a row since the service was last reached");
  private final MultiGauge lastItem = gauge("switchboard.listener.last.item", "seconds",
      "How long ago the account's last item was stored");

  private static MultiGauge gauge(String name, @Nullable String unit, String description) {
    return MultiGauge.builder(name).baseUnit(unit).description(description).register(Metrics.globalRegistry);
  }

  /// Shows these from now on, and no others. Their values are read when somebody asks.
  void show(Collection<Listener> listeners) {
    up.register(rows(listeners, listener -> listener.isUp() ? 1 : 0), true);
    failures.register(rows(listeners, Listener::failures), true);
    lastItem.register(rows(listeners, ListenerMetrics::age), true);
  }

  private static List<MultiGauge.Row<?>> rows(Collection<Listener> listeners, ToDoubleFunction<Listener> value) {
    return listeners.stream().<MultiGauge.Row<?>>map(listener -> MultiGauge.Row.of(tags(listener), listener, value))
        .toList();
  }

  private static Tags tags(Listener listener) {
    return Tags.of("account", listener.account().id().toString(), "provider", listener.account().provider().name());
  }

  private static double age(Listener listener) {
    var at = listener.lastItemAt();
    return at == null ? Double.NaN : Duration.between(at, Instant.now()).toMillis() / 1e3;
  }
}
