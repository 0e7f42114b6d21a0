package dev.switchboard.core.message;

import dev.switchboard.core.spi.DeliveryReport;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/// The status of a message. It only moves forward: [#successors()] is the whole truth about what may follow what, and
/// its inverse [#predecessors()] is the `where status = any (?)` of every update, so each move is a compare-and-set.
public enum MessageStatus {

  /// Accepted and waiting: put here by accepting, taken out by a worker, a cancellation or its expiry.
  QUEUED,
  /// A worker has begun: put here by a claim, and kept while the message waits to be tried again.
  SENDING,
  /// It may have been sent: put here when an answer was lost, taken out by asking the service, a receipt or the policy.
  UNCONFIRMED,
  /// The service took it.
  SENT,
  /// The service could not deliver it yet and goes on trying. Only ever a fact: no message has it as its status.
  DELAYED,
  /// It reached the recipient.
  DELIVERED,
  /// The recipient has seen it.
  READ,
  /// It was not delivered. Services do say so and deliver afterwards, hence not quite the end.
  FAILED,
  /// It was called back before a worker had begun.
  CANCELED,
  /// Its time ran out before it was sent.
  EXPIRED,
  /// A customer sent it to us.
  RECEIVED,
  /// Agents tell it one another: it is kept and sent to nobody.
  STORED;

  /// The status that a service's report stands for.
  public static MessageStatus of(DeliveryReport.Status reported) {
    return switch (reported) {
      case SENT -> SENT;
      case DELAYED -> DELAYED;
      case DELIVERED -> DELIVERED;
      case READ -> READ;
      case FAILED -> FAILED;
    };
  }

  /// What may follow this status.
  public Set<MessageStatus> successors() {
    return switch (this) {
      case QUEUED -> EnumSet.of(SENDING, UNCONFIRMED, SENT, DELIVERED, READ, FAILED, CANCELED, EXPIRED);
      case SENDING -> EnumSet.of(UNCONFIRMED, SENT, DELIVERED, READ, FAILED, EXPIRED);
      case UNCONFIRMED -> EnumSet.of(SENT, DELIVERED, READ, FAILED, EXPIRED);
      case SENT -> EnumSet.of(DELIVERED, READ, FAILED);
      case DELIVERED -> EnumSet.of(READ);
      case FAILED -> EnumSet.of(DELIVERED, READ);
      case DELAYED, READ, CANCELED, EXPIRED, RECEIVED, STORED -> EnumSet.noneOf(MessageStatus.class);
    };
  }

  /// What this status may follow.
  public Set<MessageStatus> predecessors() {
    var predecessors = EnumSet.noneOf(MessageStatus.class);
    Arrays.stream(values()).filter(status -> status.successors().contains(this)).forEach(predecessors::add);
    return predecessors;
  }
}
