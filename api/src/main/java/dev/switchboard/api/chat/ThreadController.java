package dev.switchboard.api.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.body.Paging;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.message.AcceptAnswers;
import dev.switchboard.api.message.AcceptAnswers.AcceptedMessage;
import dev.switchboard.api.message.IdempotencyKey;
import dev.switchboard.api.problem.Problem;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.Principal;
import dev.switchboard.core.account.LongText;
import dev.switchboard.core.chat.ChatView;
import dev.switchboard.core.chat.Chats;
import dev.switchboard.core.message.AcceptResult;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageReader;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.message.MessageView;
import dev.switchboard.core.message.Messages;
import dev.switchboard.core.message.Seen;
import dev.switchboard.core.spi.Content;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The messages of a chat of the caller's tenant.
@Controller("/api/v1/chats/{id}/messages")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Chats")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class ThreadController {

  private static final int MOST_MISSED = 20;

  private final BodyReader bodies;
  private final Chats chats;
  private final Messages messages;
  private final MessageReader reader;

  ThreadController(BodyReader bodies, Chats chats, Messages messages, MessageReader reader) {
    this.bodies = bodies;
    this.chats = chats;
    this.messages = messages;
    this.reader = reader;
  }

  @Get("{?limit,before,after}")
  @Operation(operationId = "listChatMessages", summary = "Read the messages of a chat, newest first",
      description = "The answer's `next`, given as `before`, goes on where this page ends. With `after` what came after that "
          + "message, oldest first; then `next` is to be given as `after`.")
  Page list(@Parameter(hidden = true) Principal principal, @PathVariable UUID id,
      @QueryValue @Nullable Integer limit, @QueryValue @Nullable UUID before, @QueryValue @Nullable UUID after) {
    var size = Paging.limit(limit);
    if (before != null && after != null) {
      throw Paging.bad("after", "does not go with `before`");
    }
    var found = after == null
        ? reader.thread(principal.viewer(), id, before, size + 1)
        : reader.threadAfter(principal.viewer(), id, after, size + 1);
    if (found.isEmpty()) {
      ChatController.find(chats, principal, id);
    }
    return Paging.cut(found, size, MessageView::id, Page::new);
  }

  @Post
  @Status(HttpStatus.ACCEPTED)
  @Operation(operationId = "replyInChat", summary = "Reply in a chat",
      description = "Goes into the interactive lane, ahead of everything else of the account. With the same clientId or "
          + "Idempotency-Key the same reply gives the same answer. With `seen`, 409 `stale-reply` where somebody else has "
          + "written since, with what was `missed`: at most 20 messages, the oldest first.")
  @RequestBody(required = true,
      content = @io.swagger.v3.oas.annotations.media.Content(mediaType = "application/json",
          schema = @Schema(implementation = Reply.class)))
  @ApiResponse(responseCode = "202", description = "Accepted",
      content = @io.swagger.v3.oas.annotations.media.Content(mediaType = "application/json",
          schema = @Schema(implementation = AcceptedMessage.class)))
  HttpResponse<AcceptedMessage> reply(@Parameter(hidden = true) Principal principal, @PathVariable UUID id,
      @Body byte @Nullable [] body, @Header("Idempotency-Key") @Nullable String idempotencyKey) {
    var chat = ChatController.find(chats, principal, id);
    var reply = bodies.read(body, Reply.class);
    var key = IdempotencyKey.of(idempotencyKey, reply.clientId(), "clientId");
    var request = reply.in(chat, principal, key);
    return switch (messages.accept(request)) {
      case AcceptResult.Overtaken(var chatId) -> throw ProblemException.of(Problem.of(ProblemType.STALE_REPLY,
          "Nothing was sent; look at what was written.").with("missed",
              reader.missed(principal.viewer(), chatId,
                  Objects.requireNonNull(request.seen()), principal.agentId(), MOST_MISSED)));
      case AcceptResult result -> AcceptAnswers.answer(result);
    };
  }

  /// @param next where the thread goes on; null at its beginning
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "MessagePage")
  record Page(List<MessageView> messages, @Nullable UUID next) {}

  /// What an agent answers.
  ///
  /// @param longText what to do with a text that is too long for one message; the account's default where it is not said
  /// @param seen the id of the last message that the client showed, null for none; where it is not said, nothing is checked
  /// @param clientId an id of the client's own, which makes repeating safe; the header `Idempotency-Key` does the same
  @Schema(name = "Reply", example = "{\"content\":{\"type\":\"text\",\"text\":\"Bom dia!\"}}")
  record Reply(Content content, @Nullable UUID replyTo, @Nullable Instant sendAt, @Nullable Instant expiresAt,
      @Nullable DeliveryPolicy policy, @Nullable LongText longText, @Nullable ObjectNode metadata,
      @Schema(type = "string", format = "uuid",
          description = "the id of the last message that the client showed, null for none") @Nullable JsonNode seen,
      @Schema(
          description = "an id of the client's own, which makes repeating safe, as the header Idempotency-Key does") @Nullable String clientId) {

    MessageRequest in(ChatView chat, Principal principal, @Nullable String key) {
      if (chat.account() == null || chat.address() == null) {
        throw ProblemException.of(ProblemType.CONFLICT, "This chat has no account to send from.");
      }
      return new MessageRequest(principal.tenantId(), chat.account(), chat.address(), content, Lane.INTERACTIVE,
          Objects.requireNonNullElse(policy, DeliveryPolicy.AT_LEAST_ONCE), sendAt, expiresAt, replyTo, metadata, key,
          principal.agentId(), chat.id(), longText, null, seen == null ? null : new Seen(seen(seen)));
    }

    private static @Nullable UUID seen(JsonNode seen) {
      if (seen.isNull()) {
        return null;
      }
      try {
        return UUID.fromString(seen.asText());
      } catch (IllegalArgumentException e) {
        throw Paging.bad("seen", "must be a UUID or null");
      }
    }
  }
}
