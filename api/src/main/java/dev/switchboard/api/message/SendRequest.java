package dev.switchboard.api.message;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.api.security.Principal;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.tenant.Role;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message that somebody wants sent, as it is handed in.
///
/// @param account the name of the account to send from
/// @param to the recipient: a phone number in international form or an e-mail address
/// @param lane how urgent it is; transactional where a service does not say, interactive where an agent does not
/// @param sendAt not before then
/// @param expiresAt not after then
/// @param policy what to do when nobody can say whether it was sent; at-least-once where it is not said
/// @param replyTo the id of the message that it answers
/// @param metadata an object of your own, returned as it is
/// @param idempotencyKey makes repeating safe; the header `Idempotency-Key` does the same
@Schema(name = "SendRequest", example = """
    {"account":"sandbox","to":"+5511999990001","content":{"type":"text","text":"Olá"}}""")
record SendRequest(@Schema(example = "sandbox") String account, @Schema(example = "+5511999990001") String to,
    Content content, @Nullable Lane lane, @Nullable Instant sendAt, @Nullable Instant expiresAt,
    @Nullable DeliveryPolicy policy, @Nullable UUID replyTo, @Nullable ObjectNode metadata,
    @Schema(description = "makes repeating safe, as the header Idempotency-Key does") @Nullable String idempotencyKey) {

  MessageRequest by(Principal principal, @Nullable String key) {
    var usual = principal.role() == Role.SERVICE ? Lane.TRANSACTIONAL : Lane.INTERACTIVE;
    return new MessageRequest(principal.tenantId(), account, to, content, Objects.requireNonNullElse(lane, usual),
        Objects.requireNonNullElse(policy, DeliveryPolicy.AT_LEAST_ONCE), sendAt, expiresAt, replyTo, metadata, key,
        principal.agentId(), null);
  }
}
