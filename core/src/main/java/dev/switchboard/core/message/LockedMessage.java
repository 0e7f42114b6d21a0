package dev.switchboard.core.message;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An outbound message as it stands while its chat and itself are locked.
///
/// @param waiting its outbox row; null where nothing is left to be sent
/// @param acceptedTokens the fencing numbers of the attempts that a service took
public record LockedMessage(UUID id, UUID tenantId, UUID chatId, UUID accountId, Lane lane, MessageStatus status,
    DeliveryPolicy policy, @Nullable Waiting waiting, Set<Long> acceptedTokens) {

  /// Its row in the outbox.
  ///
  /// @param leased whether a worker holds it, its lease being good
  /// @param leaseExpired whether a worker held it and has let its lease run out
  public record Waiting(State state, long token, int attempt, boolean leased, boolean leaseExpired) {}

  /// See the table `outbox`.
  public enum State {
    SCHEDULED, QUEUED, DOUBT
  }

  /// Whether a service has taken it, as far as we know.
  public boolean sent() {
    return switch (status) {
      case SENT, DELIVERED, READ -> true;
      case QUEUED, SENDING, UNCONFIRMED, FAILED, CANCELED, EXPIRED, RECEIVED -> false;
    };
  }

  /// Whether its fate is known, so that nothing of it is to be sent any more.
  public boolean over() {
    return switch (status) {
      case QUEUED, SENDING, UNCONFIRMED -> false;
      case SENT, DELIVERED, READ, FAILED, CANCELED, EXPIRED, RECEIVED -> true;
    };
  }

  /// Whether the outbox row is there under this fencing number.
  public boolean heldUnder(long token) {
    return waiting != null && waiting.token == token;
  }
}
