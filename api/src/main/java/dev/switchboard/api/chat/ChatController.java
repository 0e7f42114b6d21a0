package dev.switchboard.api.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.switchboard.api.body.Paging;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.Principal;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.chat.ChatCounts;
import dev.switchboard.core.chat.ChatFilter;
import dev.switchboard.core.chat.ChatStatus;
import dev.switchboard.core.chat.ChatView;
import dev.switchboard.core.chat.Chats;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
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
  private final ChatCounts counts;
  private final Accounts accounts;

  ChatController(Chats chats, ChatCounts counts, Accounts accounts) {
    this.chats = chats;
    this.counts = counts;
    this.accounts = accounts;
  }

  @Get("{?status,view,assignee,account,label,contact,limit,before}")
  @Operation(operationId = "listChats", summary = "List chats by their last activity, newest first",
      description = "Those that are all of what is asked for. The answer's `next`, given as `before`, goes on where this "
          + "page ends; where there is none, the list is at its end.")
  ChatPage list(@Parameter(hidden = true) Principal principal, @QueryValue @Nullable ChatStatus status,
      @Parameter(
          description = "waiting: for an answer, assigned, unassigned, silent: only services have written, or snoozed; of open chats") @QueryValue @Nullable String view,
      @Parameter(description = "an agent's id, me or none") @QueryValue @Nullable String assignee,
      @Parameter(description = "the name of an account") @QueryValue @Nullable String account,
      @QueryValue @Nullable UUID label, @QueryValue @Nullable UUID contact, @QueryValue @Nullable Integer limit,
      @QueryValue @Nullable String before) {
    var filter = new ChatFilter(status, ChatQuery.view(view), ChatQuery.assignee(principal, assignee),
        ChatQuery.account(accounts, principal, account), contact, label);
    var size = Paging.limit(limit);
    // One more than asked for tells whether the list goes on.
    return ChatPage.of(chats.list(principal.viewer(), filter, ChatPage.before(before), size + 1), size);
  }

  @Get("/counts")
  @Operation(operationId = "countChats", summary = "How many chats there are to be seen to",
      description = "Of those that the caller sees, that are open and neither snoozed nor silent. A service has none of its own.")
  Counts counts(@Parameter(hidden = true) Principal principal) {
    var all = counts.of(principal.viewer());
    var mine = principal.agentId() == null ? null : counts.ofAgent(principal.agentId());
    return new Counts(all.unread(), all.waiting(), all.unassigned(),
        mine == null ? null : new Mine(mine.unread(), mine.open()));
  }

  @Get("/{id}")
  @Operation(operationId = "getChat", summary = "Look at a chat")
  ChatView get(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    return find(chats, principal, id);
  }

  static ChatView find(Chats chats, Principal principal, UUID id) {
    return chats.find(principal.viewer(), id)
        .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "There is no such chat."));
  }

  /// @param unread in which there is something that nobody has read
  /// @param waiting whose customer waits for an answer
  /// @param unassigned that nobody in particular sees to
  /// @param mine of the chats that the caller sees to; left out for a service
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "ChatCounts")
  record Counts(long unread, long waiting, long unassigned, @Nullable Mine mine) {}

  @Schema(name = "OwnChatCounts")
  record Mine(long unread, long open) {}
}
