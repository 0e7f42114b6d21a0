package dev.switchboard.worker.push;

import dev.switchboard.core.push.Deliveries;
import dev.switchboard.core.push.DueNotification;
import dev.switchboard.core.push.PushIdentity;
import dev.switchboard.core.push.PushSettings;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.Notifier;
import dev.switchboard.core.spi.SendResult;
import io.micrometer.core.instrument.Metrics;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The calls of push services that are under way: so many at a time of each, so that one that does not answer holds up
/// nobody but those who use it.
@Singleton
@Requires(property = "switchboard.worker.enabled", value = "true")
@Requires(beans = PushIdentity.class)
final class Calls {

  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
  private static final int SERVICES = 4;
  private static final int MOST_DOUBLINGS = 20;

  private final Deliveries deliveries;
  private final PushIdentity identity;
  private final PushSettings settings;
  private final Map<String, Integer> underWay = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors
      .newThreadPerTaskExecutor(Thread.ofVirtual().name("notification ", 0).factory());

  Calls(Deliveries deliveries, PushIdentity identity, PushSettings settings) {
    this.deliveries = deliveries;
    this.identity = identity;
    this.settings = settings;
  }

  /// Begins the calls that are due and that there is room for.
  ///
  /// @param ended is run when one has ended
  /// @return how many were begun
  int begin(Runnable ended) {
    var half = Math.max(1, settings.callsPerService() / 2);
    var busy = underWay.entrySet().stream().filter(each -> each.getValue() > settings.callsPerService() - half)
        .map(Map.Entry::getKey).toList();
    var room = settings.callsPerService() * SERVICES - underWay.values().stream().mapToInt(Integer::intValue).sum();
    List<DueNotification> due = deliveries.claim(busy, half, room);
    for (var each : due) {
      underWay.merge(each.service(), 1, Integer::sum);
      threads.execute(() -> {
        try {
          send(each);
        } finally {
          underWay.computeIfPresent(each.service(), (_, count) -> count == 1 ? null : count - 1);
          ended.run();
        }
      });
    }
    return due.size();
  }

  private void send(DueNotification due) {
    try {
      settle(due, identity.notifier().send(
          new Notifier.Push(due.to(), due.payload(), due.left(), settings.urgency(), due.topic())));
    } catch (RuntimeException e) {
      // Its claim runs out, and it is tried again.
      LOG.warn("{} is not settled: {}", due, e.toString());
    }
  }

  private void settle(DueNotification due, SendResult result) {
    switch (result) {
      case SendResult.Accepted _ -> {
        count("sent");
        deliveries.sent(due);
      }
      case SendResult.Rejected(var failure) when failure.reason() == FailureReason.ADDRESS_GONE -> {
        count("gone");
        LOG.info("the subscription {} has ended", due.subscriptionId());
        deliveries.gone(due);
      }
      case SendResult.Rejected(var failure) -> {
        count("refused");
        LOG.warn("{} was refused: {}", due, words(failure));
        deliveries.refused(due, failure.reason().name());
      }
      case SendResult.RetryLater(var failure, var retryAfter) -> later(due, failure, retryAfter);
      // It may have arrived. Told once more it takes its own place.
      case SendResult.Unconfirmed(var failure) -> later(due, failure, null);
    }
  }

  private void later(DueNotification due, Failure failure, @Nullable Duration asked) {
    count("later");
    var pause = pause(due.attempt());
    LOG.debug("{} is tried again: {}", due, words(failure));
    deliveries.later(due, asked != null && asked.compareTo(pause) > 0 ? asked : pause);
  }

  // Twice as long after each failure, and not all at once: between three quarters and five quarters.
  private Duration pause(int attempt) {
    var base = settings.firstPause().multipliedBy(1L << Math.min(attempt - 1, MOST_DOUBLINGS));
    var longest = settings.longestPause();
    var pause = base.compareTo(longest) < 0 ? base : longest;
    return Duration.ofNanos((long) (pause.toNanos() * (0.75 + ThreadLocalRandom.current().nextDouble() / 2)));
  }

  private static String words(Failure failure) {
    return failure.reason() + " " + failure.code() + " " + failure.text();
  }

  private static void count(String result) {
    Metrics.counter("switchboard.push.notifications", "result", result).increment();
  }

  /// Waits for what is under way; what does not end in time is told by another node.
  void close(Duration patience) throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      threads.shutdownNow();
    }
  }
}
