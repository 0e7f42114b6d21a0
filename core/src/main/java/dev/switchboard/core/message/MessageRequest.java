package dev.switchboard.core.message;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.Content;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message that somebody wants sent.
///
/// @param tenantId whose it is; everything named here is looked up within this tenant
/// @param account the name of the channel account to send from
/// @param to the recipient, in any usual spelling
/// @param sendAt not before then; null for now
/// @param expiresAt not after then; null for the lane's own limit
/// @param replyTo our id of the message this answers, exchanged with the same recipient over the same account
/// @param metadata an object of the caller's own, returned as it is; null for none
/// @param idempotencyKey makes repeating the request safe; null for none
/// @param agentId the agent who wrote it; null for a business service
/// @param chatId the chat an agent answers in; null to use the recipient's open chat or make one
public record MessageRequest(UUID tenantId, String account, String to, Content content, Lane lane,
    DeliveryPolicy policy, @Nullable Instant sendAt, @Nullable Instant expiresAt, @Nullable UUID replyTo,
    @Nullable ObjectNode metadata, @Nullable String idempotencyKey, @Nullable UUID agentId, @Nullable UUID chatId) {}
