package dev.switchboard.api.team;

import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.Principal;
import dev.switchboard.api.security.Roles;
import dev.switchboard.core.tenant.Team;
import dev.switchboard.core.tenant.TeamChange;
import dev.switchboard.core.tenant.Teams;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The teams of the caller's tenant: which agents see which accounts.
@Controller("/api/v1/teams")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Team")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class TeamController {

  private final BodyReader bodies;
  private final Teams teams;

  TeamController(BodyReader bodies, Teams teams) {
    this.bodies = bodies;
    this.teams = teams;
  }

  @Get
  @Operation(operationId = "listTeams", summary = "List teams by name",
      description = "Without the accounts that the caller does not see.")
  TeamList list(@Parameter(hidden = true) Principal principal) {
    return new TeamList(teams.list(principal.viewer()));
  }

  @Post
  @Secured(Roles.ADMIN)
  @Status(HttpStatus.CREATED)
  @Operation(operationId = "createTeam", summary = "Make a team",
      description = "For admins. From then on its accounts are seen by its agents, those of other teams that have them, admins "
          + "and services, and by nobody else. Open chats of who does not see them any more are nobody's.")
  @RequestBody(required = true,
      content = @Content(mediaType = "application/json", schema = @Schema(implementation = NewTeam.class)))
  Team create(@Parameter(hidden = true) Principal principal, @Body byte @Nullable [] body) {
    return done(teams.create(principal.actor(), bodies.read(body, NewTeam.class).draft()));
  }

  @Patch("/{id}")
  @Secured(Roles.ADMIN)
  @Operation(operationId = "changeTeam", summary = "Change a team",
      description = "For admins. What is not said stays; lists are whole. What it changes about who sees what counts at once.")
  @RequestBody(required = true,
      content = @Content(mediaType = "application/json", schema = @Schema(implementation = ChangedTeam.class)))
  Team change(@Parameter(hidden = true) Principal principal, @PathVariable UUID id, @Body byte @Nullable [] body) {
    return done(teams.change(principal.actor(), id, bodies.read(body, ChangedTeam.class).draft()));
  }

  @Delete("/{id}")
  @Secured(Roles.ADMIN)
  @Consumes(MediaType.ALL)
  @Status(HttpStatus.NO_CONTENT)
  @Operation(operationId = "deleteTeam", summary = "Delete a team",
      description = "For admins. Accounts that no other team has are seen by everybody again.")
  void delete(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    if (!teams.delete(principal.actor(), id)) {
      throw notFound();
    }
  }

  private static Team done(TeamChange change) {
    return switch (change) {
      case TeamChange.Done(var team) -> team;
      case TeamChange.NoTeam() -> throw notFound();
      case TeamChange.Taken() -> throw bad("name", "taken", "is another one's");
      case TeamChange.NoAgent() -> throw bad("agents", "unknown-agent", "has an id of no agent");
      case TeamChange.NoAccount() -> throw bad("accounts", "unknown-account", "has a name of no account");
    };
  }

  private static ProblemException notFound() {
    return ProblemException.of(ProblemType.NOT_FOUND, "There is no such team.");
  }

  private static ProblemException bad(String field, String code, String detail) {
    return ProblemException.of(List.of(new FieldError(field, code, detail)));
  }

  @Schema(name = "TeamList")
  record TeamList(List<Team> teams) {}
}
