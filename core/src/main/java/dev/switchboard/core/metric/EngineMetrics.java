package dev.switchboard.core.metric;

import dev.switchboard.core.message.AcceptResult;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.SendResult;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/// Counts what the engine does, in Micrometer's global registry: the node adds its own registry to it, and tests need none.
///
/// Labels are enums and provider names, so that the number of series is bounded whatever the traffic.
public final class EngineMetrics {

  private static final Map<Lane, AtomicReference<Double>> OLDEST_DUE = new EnumMap<>(Lane.class);

  static {
    for (var lane : Lane.values()) {
      var age = new AtomicReference<>(0.0);
      OLDEST_DUE.put(lane, age);
      Gauge.builder("switchboard.outbox.oldest.due", age, AtomicReference::get)
          .tag("lane", lane.label())
          .baseUnit("seconds")
          .description("How long the oldest message that is due and not being sent has been due")
          .register(Metrics.globalRegistry);
    }
  }

  private EngineMetrics() {}

  /// `switchboard_outbox_oldest_due_seconds{lane}`, as workers see it at least once a second.
  public static void oldestDue(Lane lane, double seconds) {
    Objects.requireNonNull(OLDEST_DUE.get(lane)).set(seconds);
  }

  /// `switchboard_messages_accepted_total{lane}`.
  public static void accepted(Lane lane) {
    Metrics.counter("switchboard.messages.accepted", "lane", lane.label()).increment();
  }

  /// `switchboard_messages_refused_total{reason}`: requests that were refused and changed nothing.
  public static void refused(AcceptResult.Refusal reason) {
    Metrics.counter("switchboard.messages.refused", "reason", reason.label()).increment();
  }

  /// `switchboard_sends_seconds{provider,result,reason}`: calls to services and how long they took.
  public static void sent(String provider, SendResult result, Duration took) {
    switch (result) {
      case SendResult.Accepted accepted -> sent(provider, "accepted", "none", took);
      case SendResult.RetryLater later -> sent(provider, "retry-later", label(later.failure()), took);
      case SendResult.Rejected rejected -> sent(provider, "rejected", label(rejected.failure()), took);
      case SendResult.Unconfirmed unconfirmed -> sent(provider, "unconfirmed", label(unconfirmed.failure()), took);
    }
  }

  private static void sent(String provider, String result, String reason, Duration took) {
    Metrics.timer("switchboard.sends", "provider", provider, "result", result, "reason", reason).record(took);
  }

  /// `switchboard_leases_expired_total`: messages whose worker was lost.
  public static void leasesExpired(int messages) {
    Metrics.counter("switchboard.leases.expired").increment(messages);
  }

  /// `switchboard_webhooks_total{outcome}`: applied, partly-unknown, refused, unknown-account or replayed.
  public static void webhook(String outcome) {
    Metrics.counter("switchboard.webhooks", "outcome", outcome).increment();
  }

  /// `switchboard_webhook_items_total{kind}`: messages, receipts, notices and unknown items of webhooks that were applied.
  public static void webhookItems(String kind, int items) {
    Metrics.counter("switchboard.webhook.items", "kind", kind).increment(items);
  }

  /// `switchboard_attachments_fetched_total{provider,result}` and `switchboard_attachments_fetched_bytes_total{provider}`: files
  /// that customers sent; a result is kept, gone, refused, or failed where it is tried again.
  public static void fetched(String provider, String result, long bytes) {
    Metrics.counter("switchboard.attachments.fetched", "provider", provider, "result",
        result.toLowerCase(Locale.ROOT)).increment();
    Metrics.counter("switchboard.attachments.fetched.bytes", "provider", provider).increment(bytes);
  }

  /// `switchboard_attachments_stored_total` and `switchboard_attachments_stored_bytes_total`: files that were handed in.
  public static void stored(long bytes) {
    Metrics.counter("switchboard.attachments.stored").increment();
    Metrics.counter("switchboard.attachments.stored.bytes").increment(bytes);
  }

  /// `switchboard_assignments_total{result}`: chats that were given to agents automatically, or `returned` from agents who are
  /// gone.
  public static void assignments(String result, int chats) {
    Metrics.counter("switchboard.assignments", "result", result).increment(chats);
  }

  /// `switchboard_drain_seconds{lane}`: how long drains ran.
  public static void drained(Lane lane, Duration took) {
    Metrics.timer("switchboard.drain", "lane", lane.label()).record(took);
  }

  private static String label(Failure failure) {
    return failure.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
