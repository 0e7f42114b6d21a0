package dev.switchboard.api.chat;

import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.body.Checked;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.security.Principal;
import dev.switchboard.api.security.Roles;
import dev.switchboard.core.chat.CannedReplies;
import dev.switchboard.core.chat.CannedReply;
import dev.switchboard.core.chat.Chats;
import dev.switchboard.core.chat.Gap;
import dev.switchboard.core.tenant.Agent;
import dev.switchboard.core.tenant.Agents;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
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
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the agents of the caller's tenant say often.
@Controller("/api/v1")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Inbox")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class CannedReplyController {

  private static final int LONGEST_SHORTCUT = 50;
  private static final int LONGEST_TEXT = 10_000;

  private final BodyReader bodies;
  private final CannedReplies replies;
  private final Chats chats;
  private final Agents agents;

  CannedReplyController(BodyReader bodies, CannedReplies replies, Chats chats, Agents agents) {
    this.bodies = bodies;
    this.replies = replies;
    this.chats = chats;
    this.agents = agents;
  }

  @Get("/canned-replies")
  @Operation(operationId = "listCannedReplies", summary = "List all canned replies by their shortcuts")
  All list(@Parameter(hidden = true) Principal principal) {
    return new All(replies.list(principal.tenantId()));
  }

  @Get("/chats/{id}/canned-replies/{replyId}")
  @Operation(operationId = "fillCannedReply", summary = "See what a canned reply says in a chat",
      description = "Its gaps are filled for the chat and the agent who asks; what nobody knows with nothing.")
  CannedReply fill(@Parameter(hidden = true) Principal principal, @PathVariable UUID id, @PathVariable UUID replyId) {
    var chat = ChatController.find(chats, principal, id);
    var agent = Optional.ofNullable(principal.agentId()).flatMap(agents::findActive).map(Agent::name).orElse(null);
    return replies.filled(principal.tenantId(), replyId, chat, agent)
        .orElseThrow(WrittenAnswers::notFound);
  }

  @Post("/canned-replies")
  @Secured(Roles.SUPERVISOR)
  @Status(HttpStatus.CREATED)
  @Operation(operationId = "createCannedReply", summary = "Write a canned reply",
      description = "For admins and supervisors. `{{contact.name}}`, `{{agent.name}}` and `{{account.name}}` are filled.")
  @RequestBody(required = true,
      content = @Content(mediaType = "application/json", schema = @Schema(implementation = NewReply.class)))
  CannedReply create(@Parameter(hidden = true) Principal principal, @Body byte @Nullable [] body) {
    var wanted = bodies.read(body, NewReply.class);
    return WrittenAnswers.done(replies.create(principal.actor(), wanted.shortcut(), wanted.text()), "shortcut");
  }

  @Patch("/canned-replies/{id}")
  @Secured(Roles.SUPERVISOR)
  @Operation(operationId = "changeCannedReply", summary = "Change a canned reply",
      description = "For admins and supervisors.")
  @RequestBody(required = true,
      content = @Content(mediaType = "application/json", schema = @Schema(implementation = ChangedReply.class)))
  CannedReply change(@Parameter(hidden = true) Principal principal, @PathVariable UUID id,
      @Body byte @Nullable [] body) {
    var wanted = bodies.read(body, ChangedReply.class);
    return WrittenAnswers.done(replies.change(principal.actor(), id, wanted.shortcut(), wanted.text()), "shortcut");
  }

  @Delete("/canned-replies/{id}")
  @Secured(Roles.SUPERVISOR)
  @Consumes(MediaType.ALL)
  @Status(HttpStatus.NO_CONTENT)
  @Operation(operationId = "deleteCannedReply", summary = "Delete a canned reply",
      description = "For admins and supervisors.")
  void delete(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    WrittenAnswers.done(replies.delete(principal.actor(), id), "shortcut");
  }

  private static List<FieldError> faults(@Nullable String shortcut, @Nullable String text) {
    var unknown = text == null ? Stream.<FieldError>empty() : Gap.unknown(text).stream()
        .map(name -> new FieldError("text", "unknown-variable", "has {{" + name + "}}, which nothing is known of"));
    return Stream.concat(Stream.of(Words.fault("shortcut", shortcut, LONGEST_SHORTCUT),
        Words.fault("text", text, LONGEST_TEXT)).flatMap(Optional::stream), unknown).toList();
  }

  @Schema(name = "CannedReplyList")
  record All(List<CannedReply> cannedReplies) {}

  @Schema(name = "NewCannedReply",
      example = "{\"shortcut\":\"hello\",\"text\":\"Olá {{contact.name}}, aqui é {{agent.name}}.\"}")
  record NewReply(String shortcut, String text) implements Checked {

    @Override
    public List<FieldError> faults() {
      return CannedReplyController.faults(shortcut, text);
    }
  }

  /// What is not said stays.
  @Schema(name = "ChangedCannedReply", example = "{\"shortcut\":\"hi\"}")
  record ChangedReply(@Nullable String shortcut, @Nullable String text) implements Checked {

    @Override
    public List<FieldError> faults() {
      return CannedReplyController.faults(shortcut, text);
    }
  }
}
