package dev.switchboard.api.sandbox;

import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.Principal;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.contact.Address;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.InboundEvent.Identity;
import dev.switchboard.core.spi.SimulatedProvider;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Plays customers of simulated accounts.
@Controller("/api/v1/sandbox/{account}/inbound")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Sandbox")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class SandboxController {

  private final BodyReader bodies;
  private final Accounts accounts;

  SandboxController(BodyReader bodies, Accounts accounts) {
    this.bodies = bodies;
    this.accounts = accounts;
  }

  @Post
  @Status(HttpStatus.ACCEPTED)
  @Operation(operationId = "playCustomer", summary = "Play a customer who writes to a simulated account",
      description = "The message arrives as a real one would: by the simulated service's webhook.")
  @RequestBody(required = true,
      content = @io.swagger.v3.oas.annotations.media.Content(mediaType = "application/json",
          schema = @Schema(implementation = Inbound.class)))
  void write(@Parameter(hidden = true) Principal principal, @PathVariable String account,
      @Body byte @Nullable [] body) {
    var simulated = simulated(principal, account);
    var inbound = bodies.read(body, Inbound.class);
    var kind = simulated.capabilities().channel().addressedBy();
    var from = Address.parse(kind, inbound.from())
        .orElseThrow(() -> bad("from", "is no address of this account's channel"));
    try {
      simulated.customerWrites(new Identity(kind, from.value()), inbound.name(), inbound.content());
    } catch (IllegalArgumentException e) {
      throw bad("content", Objects.requireNonNullElse(e.getMessage(), "cannot be simulated"));
    } catch (IllegalStateException e) {
      throw ProblemException.of(ProblemType.CONFLICT, e.getMessage());
    }
  }

  private static ProblemException bad(String field, String detail) {
    return ProblemException.of(List.of(new FieldError(field, "bad-value", detail)));
  }

  private SimulatedProvider simulated(Principal principal, String name) {
    var provider = accounts.find(principal.viewer(), name).map(Account::provider)
        .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "There is no such account."));
    if (provider instanceof SimulatedProvider simulated) {
      return simulated;
    }
    throw ProblemException.of(ProblemType.NOT_A_SANDBOX, "Only customers of simulated accounts can be played.");
  }

  /// What the customer writes.
  ///
  /// @param from the customer's address
  /// @param name what the service shall call them
  @Schema(name = "SandboxInbound",
      example = "{\"from\":\"+5511999990001\",\"name\":\"Ana\",\"content\":{\"type\":\"text\",\"text\":\"Oi\"}}")
  record Inbound(String from, @Nullable String name, Content content) {}
}
