package dev.switchboard.api.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.switchboard.api.body.Paging;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.security.Principal;
import dev.switchboard.core.chat.ChatSearch;
import dev.switchboard.core.chat.ChatView;
import dev.switchboard.core.chat.SearchHit;
import dev.switchboard.core.database.Jsonb;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
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

/// Searching in the chats of the caller's tenant.
@Controller("/api/v1/search")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Chats")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class SearchController {

  private static final int SHORTEST = 2;
  private static final int LONGEST = 200;

  private final ChatSearch search;

  SearchController(ChatSearch search) {
    this.search = search;
  }

  @Get("{?q,limit,before}")
  @Operation(operationId = "search", summary = "Find chats by who is in them and by what was said",
      description = "By the beginnings of the contact's name or e-mail address, digits anywhere in their phone number, and "
          + "what customers and agents wrote, whatever the accents. The latest first; the answer's `next`, given as "
          + "`before`, goes on where this page ends.")
  Results search(@Parameter(hidden = true) Principal principal, @QueryValue @Nullable String q,
      @QueryValue @Nullable Integer limit, @QueryValue @Nullable String before) {
    if (q == null || q.strip().length() < SHORTEST || q.length() > LONGEST || !Jsonb.storableText(q).equals(q)) {
      throw Paging.bad("q", "must be " + SHORTEST + " to " + LONGEST + " characters");
    }
    var size = Paging.limit(limit);
    var found = search.find(principal.viewer(), q, ChatPage.before(before), size + 1);
    return Paging.cut(found, size, hit -> hit.cursor().encode(),
        (hits, next) -> new Results(hits.stream().map(Result::of).toList(), next));
  }

  /// @param next where the list goes on; null at its end
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "SearchResults")
  record Results(List<Result> results, @Nullable String next) {}

  /// @param message which says it; null where the chat's contact is who was searched for
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "SearchResult")
  record Result(ChatView chat, @Nullable FoundMessage message) {

    static Result of(SearchHit hit) {
      return new Result(hit.chat(), hit.messageId() == null ? null : new FoundMessage(hit.messageId(), hit.snippet()));
    }
  }

  /// @param snippet its text around what was searched for
  @Schema(name = "FoundMessage")
  record FoundMessage(UUID id, @Nullable String snippet) {}
}
