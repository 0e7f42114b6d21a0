package dev.switchboard.api.chat;

import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.body.Checked;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.message.AcceptAnswers;
import dev.switchboard.api.message.IdempotencyKey;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.Principal;
import dev.switchboard.core.chat.NoteResult;
import dev.switchboard.core.chat.Notes;
import dev.switchboard.core.message.MessageDeletion;
import dev.switchboard.core.message.MessageReader;
import dev.switchboard.core.message.MessageView;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
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
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What stands in a chat of the caller's tenant for agents alone, and what is taken out of their sight.
@Controller("/api/v1/chats/{id}")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Chats")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class NoteController {

  /// Characters of a note.
  static final int LONGEST = 10_000;

  private final BodyReader bodies;
  private final Notes notes;
  private final MessageDeletion deletion;
  private final MessageReader reader;

  NoteController(BodyReader bodies, Notes notes, MessageDeletion deletion, MessageReader reader) {
    this.bodies = bodies;
    this.notes = notes;
    this.deletion = deletion;
    this.reader = reader;
  }

  @Post("/notes")
  @Status(HttpStatus.CREATED)
  @Operation(operationId = "noteInChat", summary = "Tell other agents something in a chat",
      description = "It is sent to nobody. With the same clientId or Idempotency-Key the same note gives the same answer.")
  @RequestBody(required = true,
      content = @Content(mediaType = "application/json", schema = @Schema(implementation = NewNote.class)))
  @ApiResponse(responseCode = "201", description = "Kept",
      content = @Content(mediaType = "application/json", schema = @Schema(implementation = MessageView.class)))
  HttpResponse<MessageView> note(@Parameter(hidden = true) Principal principal, @PathVariable UUID id,
      @Body byte @Nullable [] body, @Header("Idempotency-Key") @Nullable String idempotencyKey) {
    var note = bodies.read(body, NewNote.class);
    var key = IdempotencyKey.of(idempotencyKey, note.clientId(), "clientId");
    return switch (notes.add(principal.actor(), id, note.text(), key)) {
      case NoteResult.Noted(var messageId, var repeated) -> {
        var answer = HttpResponse.created(reader.find(principal.viewer(), messageId).orElseThrow());
        yield repeated ? answer.header(AcceptAnswers.REPLAYED, "true") : answer;
      }
      case NoteResult.NoChat() -> throw ProblemException.of(ProblemType.NOT_FOUND, "There is no such chat.");
      case NoteResult.KeyReused() -> throw ProblemException.of(ProblemType.KEY_REUSED, null);
    };
  }

  @Delete("/messages/{messageId}")
  @Consumes(MediaType.ALL)
  @Status(HttpStatus.NO_CONTENT)
  @Operation(operationId = "deleteChatMessage", summary = "Take a message out of sight",
      description = "Its content is `{\"type\":\"deleted\"}` from then on; the customer keeps what they have. 409 while it is "
          + "still to be sent: call it back.")
  @ApiResponse(responseCode = "204", description = "Deleted")
  void delete(@Parameter(hidden = true) Principal principal, @PathVariable UUID id, @PathVariable UUID messageId) {
    switch (deletion.delete(principal.actor(), id, messageId)) {
      case DELETED -> {}
      case TO_BE_SENT -> throw ProblemException.of(ProblemType.CONFLICT,
          "This message is still to be sent; call it back with DELETE /api/v1/messages/" + messageId + ".");
      case UNKNOWN -> throw ProblemException.of(ProblemType.NOT_FOUND, "There is no such message in this chat.");
    }
  }

  /// @param clientId an id of the client's own, which makes repeating safe
  @Schema(name = "NewNote", example = "{\"text\":\"They are moving house\"}")
  record NewNote(String text, @Nullable String clientId) implements Checked {

    @Override
    public List<FieldError> faults() {
      return Words.fault("text", text, LONGEST).stream().toList();
    }
  }
}
