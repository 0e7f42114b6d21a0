package dev.switchboard.core.overview;

import dev.switchboard.core.message.MessageStatus;
import dev.switchboard.core.spi.DeliveryReport;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Sums over a period, of an account or of several. Not thread-safe.
final class Sums {

  private final Map<MessageStatus, Long> outcomes = new EnumMap<>(MessageStatus.class);
  private final Map<String, Long> failures = new TreeMap<>();
  private final Waits waits = new Waits();
  private long accepted;
  private long received;
  private long replies;
  private long sent;
  private double sendingSeconds;
  // What the rates are of: only where the service reports it.
  private long delivered;
  private long toBeDelivered;
  private long read;
  private long toBeRead;

  void happened(long accepted, long received, long replies, long sent, double sendingSeconds) {
    this.accepted += accepted;
    this.received += received;
    this.replies += replies;
    this.sent += sent;
    this.sendingSeconds += sendingSeconds;
  }

  /// @param reason why, where they failed
  /// @param receipts what their service reports
  void became(MessageStatus status, String reason, long messages, Set<DeliveryReport.Status> receipts) {
    outcomes.merge(status, messages, Long::sum);
    if (status == MessageStatus.FAILED || status == MessageStatus.EXPIRED) {
      failures.merge(reason.isEmpty() ? status.name() : reason, messages, Long::sum);
    }
    var arrived = status == MessageStatus.DELIVERED || status == MessageStatus.READ;
    if (receipts.contains(DeliveryReport.Status.DELIVERED)) {
      delivered += arrived ? messages : 0;
      toBeDelivered += arrived || status == MessageStatus.SENT || status == MessageStatus.FAILED ? messages : 0;
    }
    if (receipts.contains(DeliveryReport.Status.READ)) {
      read += status == MessageStatus.READ ? messages : 0;
      toBeRead += arrived ? messages : 0;
    }
  }

  void answered(int bucket, long times) {
    waits.add(bucket, times);
  }

  void add(Sums other) {
    happened(other.accepted, other.received, other.replies, other.sent, other.sendingSeconds);
    other.outcomes.forEach((status, messages) -> outcomes.merge(status, messages, Long::sum));
    other.failures.forEach((reason, messages) -> failures.merge(reason, messages, Long::sum));
    waits.add(other.waits);
    delivered += other.delivered;
    toBeDelivered += other.toBeDelivered;
    read += other.read;
    toBeRead += other.toBeRead;
  }

  /// How many failed for which reason.
  Map<String, Long> failures() {
    return Map.copyOf(failures);
  }

  boolean isEmpty() {
    return accepted + received == 0 && outcomes.isEmpty();
  }

  Figures figures() {
    return new Figures(accepted, received, replies,
        new Figures.Outcomes(count(MessageStatus.QUEUED) + count(MessageStatus.SENDING),
            count(MessageStatus.UNCONFIRMED), count(MessageStatus.SENT), count(MessageStatus.DELIVERED),
            count(MessageStatus.READ), count(MessageStatus.FAILED), count(MessageStatus.EXPIRED),
            count(MessageStatus.CANCELED)),
        share(delivered, toBeDelivered), share(read, toBeRead), share(replies, sent), share(sendingSeconds, sent),
        waits.count(), waits.seconds(0.5), waits.seconds(0.9));
  }

  private long count(MessageStatus status) {
    return outcomes.getOrDefault(status, 0L);
  }

  private static @Nullable Double share(double part, long whole) {
    return whole <= 0 ? null : part / whole;
  }
}
