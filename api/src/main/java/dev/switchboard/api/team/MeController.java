package dev.switchboard.api.team;

import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.body.Checked;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.security.Principal;
import dev.switchboard.api.security.Roles;
import dev.switchboard.core.tenant.AgentAdministration;
import dev.switchboard.core.tenant.AgentChange;
import dev.switchboard.core.tenant.AgentReader;
import dev.switchboard.core.tenant.Language;
import dev.switchboard.core.tenant.Presence;
import dev.switchboard.core.tenant.Role;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
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

/// The agent who is logged in.
@Controller("/api/v1/me")
@Secured(Roles.AGENT)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Team")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class MeController {

  private final BodyReader bodies;
  private final AgentReader reader;
  private final AgentAdministration administration;

  MeController(BodyReader bodies, AgentReader reader, AgentAdministration administration) {
    this.bodies = bodies;
    this.reader = reader;
    this.administration = administration;
  }

  @Get
  @Operation(operationId = "getMe", summary = "Who is logged in")
  Me get(@Parameter(hidden = true) Principal principal) {
    var agent = reader.find(principal.tenantId(), id(principal)).orElseThrow();
    return new Me(agent.id(), agent.name(), Objects.requireNonNull(agent.email()), agent.role(),
        principal.tenantId(), agent.language(), agent.presence());
  }

  @Patch
  @Operation(operationId = "changeMe", summary = "Change one's name or language",
      description = "What is not said stays.")
  @RequestBody(required = true, content = @Content(mediaType = "application/json",
      schema = @Schema(implementation = ChangedMe.class)))
  Me change(@Parameter(hidden = true) Principal principal, @Body byte @Nullable [] body) {
    var wanted = bodies.read(body, ChangedMe.class);
    administration.change(principal.actor(), id(principal), wanted.change());
    return get(principal);
  }

  private static UUID id(Principal principal) {
    return Objects.requireNonNull(principal.agentId(), "not an agent");
  }

  /// @param language in which the inbox speaks to them; left out until they choose
  @Schema(name = "Me")
  record Me(UUID id, String name, String email, Role role, UUID tenantId, @Nullable Language language,
      Presence presence) {}

  @Schema(name = "ChangedMe", example = "{\"name\":\"Ana\",\"language\":\"pt\"}")
  record ChangedMe(@Nullable String name, @Nullable Language language) implements Checked {

    @Override
    public List<FieldError> faults() {
      return Rules.name(name).toList();
    }

    AgentChange change() {
      return new AgentChange(name == null ? null : name.strip(), null, language, null, null);
    }
  }
}
