package dev.switchboard.core.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One fact that a service reports about a message that we sent.
///
/// @param providerMessageId the service's id of the message; null only in answer to a [StatusQuery] by our own id
/// @param status what happened
/// @param participant who it happened to, in chats of several; empty in chats of two
/// @param at when, by the service's clock; null where it does not say
/// @param failure why, where the status is [Status#FAILED]
public record DeliveryReport(@Nullable String providerMessageId, Status status, String participant,
    @Nullable Instant at, @Nullable Failure failure) {

  /// What a service can report. Later ones imply earlier ones.
  public enum Status {
    SENT, DELIVERED, READ, FAILED
  }

  public static DeliveryReport of(String providerMessageId, Status status, @Nullable Instant at) {
    return new DeliveryReport(providerMessageId, status, "", at, null);
  }

  public static DeliveryReport failed(String providerMessageId, Failure failure, @Nullable Instant at) {
    return new DeliveryReport(providerMessageId, Status.FAILED, "", at, failure);
  }
}
