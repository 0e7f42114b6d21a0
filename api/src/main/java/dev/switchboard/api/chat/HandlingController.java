package dev.switchboard.api.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.body.Checked;
import dev.switchboard.api.body.Paging;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.security.Principal;
import dev.switchboard.core.chat.AuditEntry;
import dev.switchboard.core.chat.ChatAudit;
import dev.switchboard.core.chat.ChatChange;
import dev.switchboard.core.chat.ChatHandling;
import dev.switchboard.core.chat.ChatView;
import dev.switchboard.core.chat.Chats;
import dev.switchboard.core.chat.CustomerSignals;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
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
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is done to a chat of the caller's tenant. Whatever it is, the answer is the chat as it is then.
@Controller("/api/v1/chats/{id}")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Chats")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class HandlingController {

  private final BodyReader bodies;
  private final Chats chats;
  private final ChatHandling handling;
  private final ChatAudit audit;
  private final CustomerSignals signals;

  HandlingController(BodyReader bodies, Chats chats, ChatHandling handling, ChatAudit audit, CustomerSignals signals) {
    this.bodies = bodies;
    this.chats = chats;
    this.handling = handling;
    this.audit = audit;
    this.signals = signals;
  }

  @Post("/read")
  @Consumes(MediaType.ALL)
  @Operation(operationId = "markChatRead", summary = "Say that everything in a chat has been read",
      description = "Where the service can, the customer is shown it too, a moment later.")
  ChatView read(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    var change = handling.markRead(principal.actor(), id);
    if (change.hasChanged()) {
      signals.read(principal.tenantId(), id);
    }
    return answer(principal, id, change);
  }

  @Post("/unread")
  @Consumes(MediaType.ALL)
  @Operation(operationId = "markChatUnread", summary = "Say that a chat is to be read again")
  ChatView unread(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    return answer(principal, id, handling.markUnread(principal.actor(), id));
  }

  @Post("/close")
  @Consumes(MediaType.ALL)
  @Operation(operationId = "closeChat", summary = "Close a chat",
      description = "What the customer writes next opens another.")
  ChatView close(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    return answer(principal, id, handling.close(principal.actor(), id));
  }

  @Post("/reopen")
  @Consumes(MediaType.ALL)
  @Operation(operationId = "reopenChat", summary = "Open a chat again",
      description = "409 where its customer has another open chat over the account, which `continuedIn` names.")
  ChatView reopen(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    return answer(principal, id, handling.reopen(principal.actor(), id));
  }

  @Post("/archive")
  @Consumes(MediaType.ALL)
  @Operation(operationId = "archiveChat", summary = "Put a chat away, open or closed")
  ChatView archive(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    return answer(principal, id, handling.archive(principal.actor(), id));
  }

  @Post("/snooze")
  @Operation(operationId = "snoozeChat", summary = "Have an open chat back later",
      description = "It is in no view but `snoozed` until then, or until the customer writes. Without `until` it is back now.")
  @RequestBody(required = true,
      content = @Content(mediaType = "application/json", schema = @Schema(implementation = Snooze.class)))
  ChatView snooze(@Parameter(hidden = true) Principal principal, @PathVariable UUID id, @Body byte @Nullable [] body) {
    ChatController.find(chats, principal, id);
    var until = bodies.read(body, Snooze.class).until();
    return answer(principal, id, handling.snooze(principal.actor(), id, until));
  }

  @Post("/assign")
  @Operation(operationId = "assignChat", summary = "Say which agent sees to a chat",
      description = "Without `agentId` nobody in particular does.")
  @RequestBody(required = true,
      content = @Content(mediaType = "application/json", schema = @Schema(implementation = Assignment.class)))
  ChatView assign(@Parameter(hidden = true) Principal principal, @PathVariable UUID id, @Body byte @Nullable [] body) {
    ChatController.find(chats, principal, id);
    var agentId = bodies.read(body, Assignment.class).agentId();
    return answer(principal, id, handling.assign(principal.actor(), id, agentId));
  }

  @Post("/transfer")
  @Operation(operationId = "transferChat", summary = "Hand a chat on to another agent")
  @RequestBody(required = true,
      content = @Content(mediaType = "application/json", schema = @Schema(implementation = Transfer.class)))
  ChatView transfer(@Parameter(hidden = true) Principal principal, @PathVariable UUID id,
      @Body byte @Nullable [] body) {
    ChatController.find(chats, principal, id);
    var wanted = bodies.read(body, Transfer.class);
    return answer(principal, id, handling.transfer(principal.actor(), id, wanted.agentId(), wanted.note()));
  }

  @Get("/audit{?limit,before}")
  @Operation(operationId = "auditChat", summary = "Who did what to a chat, the latest first",
      description = "The answer's `next`, given as `before`, goes on where this page ends.")
  AuditPage audit(@Parameter(hidden = true) Principal principal, @PathVariable UUID id,
      @QueryValue @Nullable Integer limit, @QueryValue @Nullable UUID before) {
    ChatController.find(chats, principal, id);
    var size = Paging.limit(limit);
    var found = audit.of(principal.tenantId(), id, before, size + 1);
    return Paging.cut(found, size, AuditEntry::id, AuditPage::new);
  }

  private ChatView answer(Principal principal, UUID id, ChatChange change) {
    ChangeAnswers.check(change);
    return ChatController.find(chats, principal, id);
  }

  /// @param until when it comes back; null: now
  @Schema(name = "Snooze", example = "{\"until\":\"2026-11-23T09:00:00Z\"}")
  record Snooze(@Nullable Instant until) implements Checked {

    @Override
    public List<FieldError> faults() {
      return until == null || until.isAfter(Instant.now())
          ? List.of()
          : List.of(new FieldError("until", "bad-value", "must be in the future"));
    }
  }

  /// @param agentId null for nobody in particular
  @Schema(name = "Assignment", example = "{\"agentId\":\"019362d0-6a0e-7c3b-9a3e-0f6c2b1d4e5f\"}")
  record Assignment(@Nullable UUID agentId) {}

  /// @param note what the other agent should know
  @Schema(name = "Transfer",
      example = "{\"agentId\":\"019362d0-6a0e-7c3b-9a3e-0f6c2b1d4e5f\",\"note\":\"Wants their money back\"}")
  record Transfer(UUID agentId, @Nullable String note) implements Checked {

    @Override
    public List<FieldError> faults() {
      return Words.fault("note", note, NoteController.LONGEST).stream().toList();
    }
  }

  /// @param next where it goes on; null at its end
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "AuditPage")
  record AuditPage(List<AuditEntry> entries, @Nullable UUID next) {}
}
