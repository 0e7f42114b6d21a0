package dev.switchboard.api.account;

import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.Principal;
import dev.switchboard.api.webhook.PublicUrl;
import dev.switchboard.core.account.AccountInspection;
import dev.switchboard.core.account.AccountReader;
import dev.switchboard.core.account.AccountView;
import dev.switchboard.core.account.CheckReport;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
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
import org.jspecify.annotations.Nullable;

/// The channel accounts of the caller's tenant. Secrets come in and never go out.
@Controller("/api/v1/accounts")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Accounts")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class AccountController {

  private static final String ADMIN = "admin";

  private final BodyReader bodies;
  private final AccountReader reader;
  private final AccountEditing editing;
  private final AccountInspection inspection;
  private final PublicUrl publicUrl;

  AccountController(BodyReader bodies, AccountReader reader, AccountEditing editing, AccountInspection inspection,
      PublicUrl publicUrl) {
    this.bodies = bodies;
    this.reader = reader;
    this.editing = editing;
    this.inspection = inspection;
    this.publicUrl = publicUrl;
  }

  @Get
  @Operation(operationId = "listAccounts", summary = "List accounts by name, with what they can do")
  AccountList list(@Parameter(hidden = true) Principal principal) {
    return new AccountList(reader.list(principal.viewer()));
  }

  @Get("/{name}")
  @Operation(operationId = "getAccount", summary = "Look at an account")
  AccountView get(@Parameter(hidden = true) Principal principal, @PathVariable String name) {
    return reader.find(principal.viewer(), name).orElseThrow(AccountController::notFound);
  }

  @Get("/{name}/check")
  @Operation(operationId = "checkAccount", summary = "Find out whether an account works",
      description = "Looks at what we know and asks the service what can be asked without sending anything. Takes seconds.")
  CheckReport check(@Parameter(hidden = true) Principal principal, @PathVariable String name) {
    get(principal, name);
    return inspection.inspect(principal.tenantId(), name, publicUrl.configured().orElse(null))
        .orElseThrow(AccountController::notFound);
  }

  @Post
  @Secured(ADMIN)
  @Status(HttpStatus.CREATED)
  @Operation(operationId = "createAccount", summary = "Add an account",
      description = "For admins. The settings are tried out first, without asking the service.")
  @RequestBody(required = true, content = @Content(mediaType = "application/json",
      schema = @Schema(implementation = NewAccount.class)))
  AccountView create(@Parameter(hidden = true) Principal principal, @Body byte @Nullable [] body) {
    var wanted = bodies.read(body, NewAccount.class);
    editing.create(principal, wanted);
    return get(principal, wanted.name());
  }

  @Patch("/{name}")
  @Secured(ADMIN)
  @Operation(operationId = "changeAccount", summary = "Change an account",
      description = "For admins. What is not said stays; `null` takes away a setting, a secret or the rate. The account is "
          + "tried out as it would be first. All nodes take it over at once.")
  @RequestBody(required = true, content = @Content(mediaType = "application/json",
      schema = @Schema(implementation = ChangedAccount.class)))
  AccountView change(@Parameter(hidden = true) Principal principal, @PathVariable String name,
      @Body byte @Nullable [] body) {
    if (!editing.change(principal, name, bodies.read(body, ChangedAccount.class))) {
      throw notFound();
    }
    return get(principal, name);
  }

  @Delete("/{name}")
  @Secured(ADMIN)
  @Operation(operationId = "deleteAccount", summary = "Switch an account off for good",
      description = "For admins. Its chats and messages stay. 409 `conflict` while messages wait to be sent by it: an account that is "
          + "switched off keeps them waiting.")
  AccountView delete(@Parameter(hidden = true) Principal principal, @PathVariable String name) {
    if (!editing.delete(principal, name)) {
      throw notFound();
    }
    return get(principal, name);
  }

  private static ProblemException notFound() {
    return ProblemException.of(ProblemType.NOT_FOUND, "There is no such account.");
  }

  static ProblemException bad(String field, String detail) {
    return ProblemException.of(List.of(new FieldError(field, "bad-value", detail)));
  }

  @Schema(name = "AccountList")
  record AccountList(List<AccountView> accounts) {}
}
