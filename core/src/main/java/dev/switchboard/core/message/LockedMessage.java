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
  /// @param again whether it goes another way although a service had taken it, which then could not deliver it
  public record Waiting(State state, long token, int attempt, boolean leased, boolean leaseExpired, boolean again) {}

  /// See the table `outbox`.
  public enum State {
    SCHEDULED, QUEUED, DOUBT
  }

  /// Whether a service has taken it, as far as we know.
  public boolean sent() {
    return switch (status) {
      case SENT -> !isSentAgain();
      case DELIVERED, READ -> true;
      case QUEUED, SENDING, UNCONFIRMED, DELAYED, FAILED, CANCELED, EXPIRED, RECEIVED, STORED -> false;
    };
  }

  /// Whether its fate is known, so that nothing of it is to be sent any more.
  public boolean over() {
    return switch (status) {
      case QUEUED, SENDING, UNCONFIRMED, DELAYED -> false;
      case SENT -> !isSentAgain();
      case DELIVERED, READ, FAILED, CANCELED, EXPIRED, RECEIVED, STORED -> true;
    };
  }

  /// Whether a service took another attempt than this one, and has not said that it failed.
  boolean isReceivedByAnotherThan(long token) {
    return !isSentAgain() && acceptedTokens.stream().anyMatch(other -> other != token);
  }

  private boolean isSentAgain() {
    return waiting != null && waiting.again;
  }

  /// Whether the outbox row is there under this fencing number.
  public boolean heldUnder(long token) {
    return waiting != null && waiting.token == token;
  }
}
