package dev.switchboard.core.spi;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One fact that a service reports about a message that we sent.
///
/// @param providerMessageId the service's id of the message; null only in answer to a [StatusQuery] by our own id
/// @param status what happened
/// @param participant who it happened to, in chats of several; empty in chats of two
/// @param at when, by the service's clock; null where it does not say
/// @param failure why, where the status is [Status#FAILED] or [Status#DELAYED]
/// @param messageId our id of the message, where the service hands back what it was given with it: then the message is found
///        even if nobody saw the service's id; null elsewhere
/// @param details what else is worth keeping, such as `price.category`, by name
public record DeliveryReport(@Nullable String providerMessageId, Status status, String participant,
    @Nullable Instant at, @Nullable Failure failure, @Nullable UUID messageId, Map<String, String> details) {

  public DeliveryReport {
    details = Map.copyOf(details);
  }

  public DeliveryReport(@Nullable String providerMessageId, Status status, String participant, @Nullable Instant at,
      @Nullable Failure failure) {
    this(providerMessageId, status, participant, at, failure, null, Map.of());
  }

  /// What a service can report. Later ones imply earlier ones, but for [#DELAYED], which is only noted: the service goes on
  /// trying.
  public enum Status {
    SENT, DELAYED, DELIVERED, READ, FAILED
  }

  public static DeliveryReport of(String providerMessageId, Status status, @Nullable Instant at) {
    return new DeliveryReport(providerMessageId, status, "", at, null);
  }

  public static DeliveryReport failed(String providerMessageId, Failure failure, @Nullable Instant at) {
    return new DeliveryReport(providerMessageId, Status.FAILED, "", at, failure);
  }

  /// The same with our id and what else is worth keeping.
  public DeliveryReport with(@Nullable UUID messageId, Map<String, String> details) {
    return new DeliveryReport(providerMessageId, status, participant, at, failure, messageId, details);
  }
}
