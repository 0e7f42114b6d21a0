package dev.switchboard.api.template;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.switchboard.api.body.Paging;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.Principal;
import dev.switchboard.api.security.Roles;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.spi.TemplateSource;
import dev.switchboard.core.template.TemplateReader;
import dev.switchboard.core.template.TemplateReader.Filter;
import dev.switchboard.core.template.TemplateReader.SyncState;
import dev.switchboard.core.template.TemplateSync;
import dev.switchboard.core.template.TemplateView;
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
import org.jspecify.annotations.Nullable;

/// What an account of the caller's tenant can send of templates.
@Controller("/api/v1/accounts/{name}/templates")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Templates")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class AccountTemplateController {

  private final Accounts accounts;
  private final TemplateReader reader;
  private final TemplateSync sync;

  AccountTemplateController(Accounts accounts, TemplateReader reader, TemplateSync sync) {
    this.accounts = accounts;
    this.reader = reader;
    this.sync = sync;
  }

  @Get("{?q,limit,after}")
  @Operation(operationId = "listAccountTemplates", summary = "List the templates that an account can send, by name",
      description = "Those that its service keeps, and our own of its channel, each with what fills it. Of those in another "
          + "state than APPROVED one sees why they cannot be sent. The answer's `next`, given as `after`, goes on where "
          + "this page ends.")
  AccountTemplates list(@Parameter(hidden = true) Principal principal, @PathVariable String name,
      @QueryValue @Nullable String q, @QueryValue @Nullable Integer limit, @QueryValue @Nullable String after) {
    var account = find(principal, name);
    var size = Paging.limit(limit);
    var filter = new Filter(null, null, null, account, null, TemplateQuery.text("q", q));
    var found = reader.list(principal.viewer(), filter, TemplateQuery.after(after), size + 1);
    var state = state(account);
    return Paging.cut(found, size, TemplateQuery::cursor, (page, next) -> new AccountTemplates(page, next, state));
  }

  @Post("/sync")
  @Secured(Roles.SUPERVISOR)
  @Consumes(MediaType.ALL)
  @Operation(operationId = "syncAccountTemplates", summary = "Fetch an account's templates from its service, now",
      description = "For admins and supervisors. They are also fetched every hour by themselves. 409 where they are being "
          + "fetched, or the service keeps none; 502 where the service cannot be asked, and then everything stays as it is.")
  Synced sync(@Parameter(hidden = true) Principal principal, @PathVariable String name) {
    var account = find(principal, name);
    return switch (sync.now(account)) {
      case TemplateSync.Result.Done(var changed) -> new Synced(changed, state(account));
      case TemplateSync.Result.Busy() -> throw ProblemException.of(ProblemType.CONFLICT,
          "They are being fetched, or the account is switched off.");
      case TemplateSync.Result.NoTemplates() -> throw ProblemException.of(ProblemType.CONFLICT,
          "The service of this account keeps no templates.");
      case TemplateSync.Result.Failed(var why) -> throw ProblemException.of(ProblemType.SERVICE_FAILED, why);
    };
  }

  private Account find(Principal principal, String name) {
    return accounts.find(principal.viewer(), name)
        .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "There is no such account."));
  }

  private @Nullable SyncState state(Account account) {
    return account.provider() instanceof TemplateSource ? reader.syncState(account).orElse(null) : null;
  }

  /// @param next where the list goes on; null at its end
  /// @param sync when they were fetched from the service; null where it keeps none, or nobody has looked yet
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "AccountTemplates")
  record AccountTemplates(List<TemplateView> templates, @Nullable String next, @Nullable SyncState sync) {}

  /// @param changed how many are new, say something else, or are in another state
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "SyncedTemplates")
  record Synced(int changed, @Nullable SyncState sync) {}
}
