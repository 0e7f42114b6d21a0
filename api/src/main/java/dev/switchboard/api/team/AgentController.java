package dev.switchboard.api.team;

import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.body.Checked;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.PasswordRule;
import dev.switchboard.api.security.Principal;
import dev.switchboard.api.security.Roles;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.tenant.AgentAdministration;
import dev.switchboard.core.tenant.AgentReader;
import dev.switchboard.core.tenant.AgentView;
import dev.switchboard.core.tenant.LastAdminException;
import dev.switchboard.core.tenant.Role;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The agents of the caller's tenant. Everybody sees who they are, admins look after them.
@Controller("/api/v1/agents")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Team")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class AgentController {

  private final BodyReader bodies;
  private final AgentReader reader;
  private final AgentAdministration administration;

  AgentController(BodyReader bodies, AgentReader reader, AgentAdministration administration) {
    this.bodies = bodies;
    this.reader = reader;
    this.administration = administration;
  }

  @Get
  @Operation(operationId = "listAgents", summary = "List agents by name",
      description = "Admins also see addresses, languages and capacities, and agents who are disabled.")
  AgentList list(@Parameter(hidden = true) Principal principal) {
    var agents = reader.list(principal.tenantId()).stream();
    return new AgentList(principal.role() == Role.ADMIN
        ? agents.toList()
        : agents.filter(agent -> agent.disabledAt() == null).map(AgentView::forColleagues).toList());
  }

  @Post
  @Secured(Roles.ADMIN)
  @Status(HttpStatus.CREATED)
  @Operation(operationId = "createAgent", summary = "Add an agent", description = "For admins.")
  @RequestBody(required = true, content = @Content(mediaType = "application/json",
      schema = @Schema(implementation = NewAgent.class)))
  AgentView create(@Parameter(hidden = true) Principal principal, @Body byte @Nullable [] body) {
    var wanted = bodies.read(body, NewAgent.class);
    var id = administration.create(principal.actor(), wanted.email(), wanted.name().strip(),
        new Secret(wanted.password()), wanted.role()).orElseThrow(() -> Rules.bad("email", "is taken"));
    return find(principal, id);
  }

  @Patch("/{id}")
  @Secured(Roles.ADMIN)
  @Operation(operationId = "changeAgent", summary = "Change or disable an agent",
      description = "For admins. What is not said stays. 409 `conflict` where no admin would be left.")
  @RequestBody(required = true, content = @Content(mediaType = "application/json",
      schema = @Schema(implementation = ChangedAgent.class)))
  AgentView change(@Parameter(hidden = true) Principal principal, @PathVariable UUID id,
      @Body byte @Nullable [] body) {
    var wanted = bodies.read(body, ChangedAgent.class);
    try {
      if (!administration.change(principal.actor(), id, wanted.change())) {
        throw notFound();
      }
    } catch (LastAdminException e) {
      throw ProblemException.of(ProblemType.CONFLICT, e.getMessage());
    }
    return find(principal, id);
  }

  @Post("/{id}/password")
  @Secured(Roles.ADMIN)
  @Status(HttpStatus.NO_CONTENT)
  @Operation(operationId = "setAgentPassword", summary = "Give an agent another password",
      description = "For admins. Ends all of the agent's logins.")
  @RequestBody(required = true, content = @Content(mediaType = "application/json",
      schema = @Schema(implementation = NewPassword.class)))
  void setPassword(@Parameter(hidden = true) Principal principal, @PathVariable UUID id,
      @Body byte @Nullable [] body) {
    var wanted = bodies.read(body, NewPassword.class);
    if (!administration.changePassword(principal.actor(), id, new Secret(wanted.password()), null)) {
      throw notFound();
    }
  }

  private AgentView find(Principal principal, UUID id) {
    return reader.find(principal.tenantId(), id).orElseThrow(AgentController::notFound);
  }

  private static ProblemException notFound() {
    return ProblemException.of(ProblemType.NOT_FOUND, "There is no such agent.");
  }

  @Schema(name = "AgentList")
  record AgentList(List<AgentView> agents) {}

  @Schema(name = "NewPassword")
  record NewPassword(String password) implements Checked {

    @Override
    public List<FieldError> faults() {
      return PasswordRule.faults("password", password).toList();
    }

    @Override
    public String toString() {
      return "NewPassword[***]";
    }
  }
}
