package dev.switchboard.api.message;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.api.body.Checked;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.security.Principal;
import dev.switchboard.core.account.LongText;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.tenant.Role;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message that somebody wants sent, as it is handed in.
///
/// @param account the name of the account to send from; either this or a route
/// @param route the name of the route to send by
/// @param to the recipient: a phone number in international form or an e-mail address
/// @param lane how urgent it is; transactional where a service does not say, interactive where an agent does not
/// @param sendAt not before then
/// @param expiresAt not after then
/// @param policy what to do when nobody can say whether it was sent; at-least-once where it is not said
/// @param replyTo the id of the message that it answers
/// @param longText what to do with a text that is too long for one message; the account's default where it is not said
/// @param metadata an object of your own, returned as it is
/// @param idempotencyKey makes repeating safe; the header `Idempotency-Key` does the same
@Schema(name = "SendRequest", example = """
    {"account":"sandbox","to":"+5511999990001","content":{"type":"text","text":"Olá"}}""")
record SendRequest(@Schema(example = "sandbox") @Nullable String account, @Nullable String route,
    @Schema(example = "+5511999990001") String to,
    Content content, @Nullable Lane lane, @Nullable Instant sendAt, @Nullable Instant expiresAt,
    @Nullable DeliveryPolicy policy, @Nullable UUID replyTo, @Nullable LongText longText,
    @Nullable ObjectNode metadata,
    @Schema(description = "makes repeating safe, as the header Idempotency-Key does") @Nullable String idempotencyKey)
    implements
    Checked {

  @Override
  public List<FieldError> faults() {
    if (account == null && route == null) {
      return List.of(new FieldError("account", "missing", "is missing; a route may be named instead"));
    }
    return account == null || route == null
        ? List.of()
        : List.of(new FieldError("route", "bad-value", "must not stand beside an account"));
  }

  MessageRequest by(Principal principal, @Nullable String key) {
    var usual = principal.role() == Role.SERVICE ? Lane.TRANSACTIONAL : Lane.INTERACTIVE;
    return new MessageRequest(principal.tenantId(), account, to, content, Objects.requireNonNullElse(lane, usual),
        Objects.requireNonNullElse(policy, DeliveryPolicy.AT_LEAST_ONCE), sendAt, expiresAt, replyTo, metadata, key,
        principal.agentId(), null, longText, route);
  }
}
