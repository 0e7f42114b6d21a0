package dev.switchboard.core.message;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.account.LongText;
import dev.switchboard.core.spi.Content;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message that somebody wants sent.
///
/// @param tenantId whose it is; everything named here is looked up within this tenant
/// @param account the name of the channel account to send from; null where a route is named
/// @param to the recipient, in any usual spelling
/// @param sendAt not before then; null for now
/// @param expiresAt not after then; null for the lane's own limit
/// @param replyTo our id of the message this answers, exchanged with the same recipient over the same account
/// @param metadata an object of the caller's own, returned as it is; null for none
/// @param idempotencyKey makes repeating the request safe; null for none
/// @param agentId the agent who wrote it; null for a business service
/// @param chatId the chat an agent answers in; null to use the recipient's open chat or make one
/// @param longText what to do with a text that is too long for one message; null for what the account does
/// @param route the name of the route to send by; null where an account is named
/// @param seen what the author has seen of the chat; null where that does not matter
public record MessageRequest(UUID tenantId, @Nullable String account, String to, Content content, Lane lane,
    DeliveryPolicy policy, @Nullable Instant sendAt, @Nullable Instant expiresAt, @Nullable UUID replyTo,
    @Nullable ObjectNode metadata, @Nullable String idempotencyKey, @Nullable UUID agentId, @Nullable UUID chatId,
    @Nullable LongText longText, @Nullable String route, @Nullable Seen seen) {

  /// A message whatever its author has seen.
  public MessageRequest(UUID tenantId, @Nullable String account, String to, Content content, Lane lane,
      DeliveryPolicy policy, @Nullable Instant sendAt, @Nullable Instant expiresAt, @Nullable UUID replyTo,
      @Nullable ObjectNode metadata, @Nullable String idempotencyKey, @Nullable UUID agentId, @Nullable UUID chatId,
      @Nullable LongText longText, @Nullable String route) {
    this(tenantId, account, to, content, lane, policy, sendAt, expiresAt, replyTo, metadata, idempotencyKey, agentId,
        chatId, longText, route, null);
  }

  /// A message for an account, which decides on long texts.
  public MessageRequest(UUID tenantId, String account, String to, Content content, Lane lane, DeliveryPolicy policy,
      @Nullable Instant sendAt, @Nullable Instant expiresAt, @Nullable UUID replyTo, @Nullable ObjectNode metadata,
      @Nullable String idempotencyKey, @Nullable UUID agentId, @Nullable UUID chatId) {
    this(tenantId, account, to, content, lane, policy, sendAt, expiresAt, replyTo, metadata, idempotencyKey, agentId,
        chatId, null, null);
  }

  /// The same with another content.
  MessageRequest saying(Content other) {
    return new MessageRequest(tenantId, account, to, other, lane, policy, sendAt, expiresAt, replyTo, metadata,
        idempotencyKey, agentId, chatId, longText, route, seen);
  }

  /// The same from somebody who has seen so much of the chat.
  public MessageRequest after(@Nullable Seen what) {
    return new MessageRequest(tenantId, account, to, content, lane, policy, sendAt, expiresAt, replyTo, metadata,
        idempotencyKey, agentId, chatId, longText, route, what);
  }

  /// What follows it: for the same person at the same time, but it answers nothing, and is repeated with what it follows.
  MessageRequest continuing() {
    return new MessageRequest(tenantId, account, to, content, lane, policy, sendAt, expiresAt, null, metadata, null,
        agentId, chatId, longText, route);
  }
}
