package dev.switchboard.bench.storm.audit;

import dev.switchboard.core.event.Cursor;
import dev.switchboard.core.message.AttemptResult;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.MessageStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the database says.
///
/// @param outbound messages to customers
/// @param inbound the services' ids of the messages from customers, as often as they are stored
/// @param facts what happened to messages, in the order in which we learnt it
/// @param attempts calls to the service
/// @param events the tenant's log in the order of its cursors
/// @param parked the services' ids of messages that parked receipts wait for
public record DatabaseHistory(List<Stored> outbound, List<String> inbound, Map<UUID, List<Fact>> facts,
    Map<UUID, List<Attempt>> attempts, List<Event> events, Set<String> parked) {

  /// @param wish what the driver calls it; null where it carries no such number
  /// @param waiting whether it still has a row in the outbox or is still to be asked about
  public record Stored(UUID id, UUID chatId, @Nullable Long wish, int lane, DeliveryPolicy policy,
      MessageStatus status, @Nullable Instant expiresAt, boolean waiting) {}

  /// @param applied whether it moved the message's status
  public record Fact(MessageStatus status, boolean applied, @Nullable String reason) {}

  /// @param node who called
  /// @param duplicate whether the timeline says that the customer has the message twice
  public record Attempt(int number, AttemptResult result, String node, Instant startedAt, boolean duplicate) {

    /// Whether the timeline admits that this attempt may have reached the service.
    boolean mayHaveArrived() {
      return switch (result) {
        case ACCEPTED, UNCONFIRMED, LEASE_EXPIRED -> true;
        case RETRY_LATER, REJECTED, NOT_SENT -> false;
      };
    }
  }

  /// @param seq the place in the log's own sequence; within a chat it is taken under the chat's lock
  /// @param status null where the event is not about one
  public record Event(Cursor cursor, String kind, @Nullable UUID messageId, @Nullable MessageStatus status) {

    long seq() {
      return cursor.seq();
    }
  }

  Map<UUID, Stored> byId() {
    return outbound.stream().collect(Collectors.toMap(Stored::id, Function.identity()));
  }

  List<Attempt> attemptsOf(UUID messageId) {
    return attempts.getOrDefault(messageId, List.of());
  }

  List<Fact> factsOf(UUID messageId) {
    return facts.getOrDefault(messageId, List.of());
  }
}
