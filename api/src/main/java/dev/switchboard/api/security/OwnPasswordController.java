package dev.switchboard.api.security;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.body.Checked;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.tenant.AgentAdministration;
import dev.switchboard.core.tenant.Agents;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
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
import org.jspecify.annotations.Nullable;

/// Lets agents change their own passwords. Who guesses the present one has to wait, as at the login.
@Controller("/api/v1/me/password")
@Secured(Roles.AGENT)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Team")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class OwnPasswordController {

  private final BodyReader bodies;
  private final PasswordCheck check;
  private final Agents agents;
  private final AgentAdministration administration;

  OwnPasswordController(BodyReader bodies, PasswordCheck check, Agents agents, AgentAdministration administration) {
    this.bodies = bodies;
    this.check = check;
    this.agents = agents;
    this.administration = administration;
  }

  @Post
  @Status(HttpStatus.NO_CONTENT)
  @Operation(operationId = "changeOwnPassword", summary = "Change one's password",
      description = "Ends all of one's other logins.")
  @RequestBody(required = true, content = @Content(mediaType = "application/json",
      schema = @Schema(implementation = ChangedPassword.class)))
  void change(HttpRequest<?> request, @Parameter(hidden = true) Principal principal, @Body byte @Nullable [] body) {
    var wanted = bodies.read(body, ChangedPassword.class);
    var id = Objects.requireNonNull(principal.agentId(), "not an agent");
    var email = agents.findActive(id).orElseThrow().email();
    if (check.agent(request, email, wanted.current()).isEmpty()) {
      throw ProblemException.of(List.of(new FieldError("current", "wrong-password", "is not the present password")));
    }
    administration.changePassword(principal.actor(), id, new Secret(wanted.next()), principal.sessionId());
  }

  @Schema(name = "ChangedPassword")
  record ChangedPassword(String current, @JsonProperty("new") String next) implements Checked {

    @Override
    public List<FieldError> faults() {
      return PasswordRule.faults("new", next).toList();
    }

    @Override
    public String toString() {
      return "ChangedPassword[***]";
    }
  }
}
