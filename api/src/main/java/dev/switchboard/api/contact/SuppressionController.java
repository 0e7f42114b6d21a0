package dev.switchboard.api.contact;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.body.Paging;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.Principal;
import dev.switchboard.api.security.Roles;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.consent.Suppression;
import dev.switchboard.core.consent.Suppressions;
import dev.switchboard.core.contact.Address;
import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.spi.IdentityKind;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
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
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The addresses of the caller's tenant that are not written to. Everybody may look; only administrators may change.
@Controller("/api/v1/suppressions")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Contacts")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class SuppressionController {

  private static final int LONGEST_WHY = 500;

  private final BodyReader bodies;
  private final Suppressions suppressions;
  private final Accounts accounts;

  SuppressionController(BodyReader bodies, Suppressions suppressions, Accounts accounts) {
    this.bodies = bodies;
    this.suppressions = suppressions;
    this.accounts = accounts;
  }

  @Get("{?kind,address,limit,before}")
  @Operation(operationId = "listSuppressions", summary = "List the addresses that are not written to, newest first",
      description = "With `kind` and `address` only what holds for that address, in any spelling. The answer's `next`, given "
          + "as `before`, goes on where this page ends.")
  Page list(@Parameter(hidden = true) Principal principal, @QueryValue @Nullable IdentityKind kind,
      @QueryValue @Nullable String address, @QueryValue @Nullable Integer limit, @QueryValue @Nullable UUID before) {
    if (address != null) {
      return new Page(suppressions.of(principal.tenantId(), address(kind, address)), null);
    }
    var size = Paging.limit(limit);
    var found = suppressions.list(principal.tenantId(), before, size + 1);
    return Paging.cut(found, size, Suppression::id, Page::new);
  }

  @Put
  @Secured(Roles.ADMIN)
  @Operation(operationId = "suppress", summary = "Have an address not written to any more",
      description = "For administrators. Where that is so already, nothing changes.")
  @RequestBody(required = true, content = @Content(mediaType = "application/json",
      schema = @Schema(implementation = SuppressRequest.class)))
  Suppression put(@Parameter(hidden = true) Principal principal, @Body byte @Nullable [] body) {
    var agent = administrator(principal);
    var request = bodies.read(body, SuppressRequest.class);
    var account = request.account() == null ? null : account(principal, request.account());
    return suppressions.put(principal.tenantId(), address(request.kind(), request.address()),
        account == null ? null : account.id(), why(request.why()), agent);
  }

  @Delete("/{id}{?why}")
  @Secured(Roles.ADMIN)
  @Consumes(MediaType.ALL)
  @Status(HttpStatus.NO_CONTENT)
  @Operation(operationId = "liftSuppression", summary = "Have an address written to again",
      description = "For administrators, who say why.")
  void lift(@Parameter(hidden = true) Principal principal, @PathVariable UUID id, @QueryValue @Nullable String why) {
    if (suppressions.find(principal.tenantId(), id).isEmpty()) {
      throw notFound();
    }
    var agent = administrator(principal);
    if (why == null) {
      throw Paging.bad("why", "is missing");
    }
    if (!suppressions.lift(principal.tenantId(), id, why(why), agent)) {
      throw notFound();
    }
  }

  private static UUID administrator(Principal principal) {
    return Objects.requireNonNull(principal.agentId(), "not an agent");
  }

  private Account account(Principal principal, String name) {
    return accounts.find(principal.viewer(), name)
        .orElseThrow(() -> ProblemException
            .of(List.of(new FieldError("account", "unknown-account", "there is no account of this name"))));
  }

  private static Address address(@Nullable IdentityKind kind, String address) {
    if (kind == null) {
      throw Paging.bad("kind", "is missing");
    }
    return Address.parse(kind, address).orElseThrow(() -> Paging.bad("address", "is no address of this kind"));
  }

  private static String why(String why) {
    if (why.isBlank() || why.length() > LONGEST_WHY || !Jsonb.storableText(why).equals(why)) {
      throw Paging.bad("why", "must have 1 to " + LONGEST_WHY + " characters and none that cannot be stored");
    }
    return why.strip();
  }

  private static ProblemException notFound() {
    return ProblemException.of(ProblemType.NOT_FOUND, "There is no such suppression.");
  }

  /// @param account from which account not; null for all
  /// @param why for whoever asks later
  @Schema(name = "SuppressRequest",
      example = "{\"kind\":\"PHONE\",\"address\":\"+5511999990001\",\"why\":\"asked by letter\"}")
  record SuppressRequest(IdentityKind kind, String address, @Nullable String account, String why) {}

  /// @param next where the list goes on; null at its end
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "SuppressionPage")
  record Page(List<Suppression> suppressions, @Nullable UUID next) {}
}
