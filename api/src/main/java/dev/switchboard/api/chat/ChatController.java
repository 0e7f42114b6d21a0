package dev.switchboard.api.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.Principal;
import dev.switchboard.core.chat.ChatCursor;
import dev.switchboard.core.chat.ChatStatus;
import dev.switchboard.core.chat.ChatView;
import dev.switchboard.core.chat.Chats;
import dev.switchboard.core.chat.CustomerSignals;
import io.micronaut.http.MediaType;
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
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Chats of the caller's tenant.
@Controller("/api/v1/chats")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Chats")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class ChatController {

  private final Chats chats;
  private final CustomerSignals signals;

  ChatController(Chats chats, CustomerSignals signals) {
    this.chats = chats;
    this.signals = signals;
  }

  @Get("{?status,limit,before}")
  @Operation(operationId = "listChats", summary = "List chats by their last activity, newest first",
      description = "The answer's `next`, given as `before`, goes on where this page ends; where there is none, the list "
          + "is at its end.")
  Page list(@Parameter(hidden = true) Principal principal, @QueryValue @Nullable ChatStatus status,
      @QueryValue @Nullable Integer limit, @QueryValue @Nullable String before) {
    var size = Paging.limit(limit);
    var cursor = before == null ? null : ChatCursor.decode(before)
        .orElseThrow(() -> Paging.bad("before", "is not the `next` of a page"));
    // One more than asked for tells whether the list goes on.
    var found = chats.list(principal.tenantId(), status, cursor, size + 1);
    return found.size() > size
        ? new Page(found.subList(0, size), found.get(size - 1).cursor().encode())
        : new Page(found, null);
  }

  @Get("/{id}")
  @Operation(operationId = "getChat", summary = "Look at a chat")
  ChatView get(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    return find(chats, principal, id);
  }

  @Post("/{id}/read")
  @Consumes(MediaType.ALL)
  @Operation(operationId = "markChatRead", summary = "Say that everything in a chat has been read",
      description = "Where the service can, the customer is shown it too, a moment later.")
  ChatView read(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    if (chats.markRead(principal.tenantId(), id)) {
      signals.read(principal.tenantId(), id);
    }
    return find(chats, principal, id);
  }

  @Post("/{id}/close")
  @Consumes(MediaType.ALL)
  @Operation(operationId = "closeChat", summary = "Close a chat",
      description = "What the customer writes next opens another.")
  ChatView close(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    chats.close(principal.tenantId(), id);
    return find(chats, principal, id);
  }

  static ChatView find(Chats chats, Principal principal, UUID id) {
    return chats.find(principal.tenantId(), id)
        .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "There is no such chat."));
  }

  /// @param next where the list goes on; null at its end
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "ChatPage")
  record Page(List<ChatView> chats, @Nullable String next) {}
}
