package dev.switchboard.api.message;

import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.message.AcceptAnswers.AcceptedMessage;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.Principal;
import dev.switchboard.core.message.MessageReader;
import dev.switchboard.core.message.MessageStatus;
import dev.switchboard.core.message.MessageView;
import dev.switchboard.core.message.Messages;
import dev.switchboard.core.message.Timeline;
import dev.switchboard.core.message.TimelineReader;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Messages of the caller's tenant.
@Controller("/api/v1/messages")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Messages")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class MessageController {

  private final BodyReader bodies;
  private final Messages messages;
  private final MessageReader reader;
  private final TimelineReader timelines;

  MessageController(BodyReader bodies, Messages messages, MessageReader reader, TimelineReader timelines) {
    this.bodies = bodies;
    this.messages = messages;
    this.reader = reader;
    this.timelines = timelines;
  }

  @Post
  @Status(HttpStatus.ACCEPTED)
  @Operation(operationId = "sendMessage", summary = "Send a message",
      description = "Answers when the message is stored; from then on it will be sent. With the same Idempotency-Key "
          + "the same request gives the same answer, and another request is refused.")
  @RequestBody(required = true, content = @Content(mediaType = "application/json",
      schema = @Schema(implementation = SendRequest.class)))
  @ApiResponse(responseCode = "202", description = "Accepted",
      content = @Content(mediaType = "application/json", schema = @Schema(implementation = AcceptedMessage.class)))
  HttpResponse<AcceptedMessage> send(@Parameter(hidden = true) Principal principal, @Body byte @Nullable [] body,
      @Header("Idempotency-Key") @Nullable String idempotencyKey) {
    var request = bodies.read(body, SendRequest.class);
    var key = IdempotencyKey.of(idempotencyKey, request.idempotencyKey(), "idempotencyKey");
    return AcceptAnswers.answer(messages.accept(request.by(principal, key)));
  }

  @Get("/{id}")
  @Operation(operationId = "getMessage", summary = "Look at a message")
  MessageView get(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    return reader.find(principal.viewer(), id).orElseThrow(MessageController::notFound);
  }

  @Get("/{id}/timeline")
  @Operation(operationId = "getTimeline", summary = "What happened to a message, and what it waits for")
  Timeline timeline(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    return timelines.find(principal.viewer(), id).orElseThrow(MessageController::notFound);
  }

  @Delete("/{id}")
  @Operation(operationId = "cancelMessage", summary = "Call a message back",
      description = "Works until a worker has begun to send it. What continues a text that was split is called back with "
          + "it; where only the rest of it could be, the answer has the status of its first message.")
  Canceled cancel(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    get(principal, id);
    return switch (messages.cancel(principal.tenantId(), id)) {
      case CANCELED -> new Canceled(id, MessageStatus.CANCELED);
      case REST_CANCELED -> new Canceled(id, get(principal, id).status());
      case TOO_LATE -> throw ProblemException.of(ProblemType.TOO_LATE, "A worker has begun to send it, or it is over.");
      case UNKNOWN -> throw notFound();
    };
  }

  private static ProblemException notFound() {
    return ProblemException.of(ProblemType.NOT_FOUND, "There is no such message.");
  }

  @Schema(name = "CanceledMessage")
  record Canceled(UUID id, MessageStatus status) {}
}
