package dev.switchboard.api.security;

import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Gives agents their access tokens. Repeated failures have to wait.
@Controller("/api/v1/login")
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Login")
@AnswersProblems
final class LoginController {

  private final BodyReader bodies;
  private final PasswordCheck check;
  private final Logins logins;

  LoginController(BodyReader bodies, PasswordCheck check, Logins logins) {
    this.bodies = bodies;
    this.check = check;
    this.logins = logins;
  }

  @Post
  @Operation(operationId = "logIn", summary = "Log in as an agent",
      description = "The access token goes into the header Authorization: Bearer. Browsers also get a cookie, by which "
          + "/api/v1/login/refresh gives the next one.")
  @RequestBody(required = true, content = @Content(mediaType = "application/json",
      schema = @Schema(implementation = Login.class)))
  HttpResponse<LoggedIn> logIn(HttpRequest<?> request, @Body byte @Nullable [] body) {
    logins.check(request);
    var login = bodies.read(body, Login.class);
    var agent = check.agent(request, login.email(), login.password())
        .orElseThrow(() -> ProblemException.of(ProblemType.UNAUTHENTICATED,
            "The e-mail address or the password is wrong."));
    return logins.open(request, agent);
  }

  /// What an agent logs in with.
  @Schema(name = "Login")
  record Login(@Schema(example = "ana@example.com") String email, String password) {

    @Override
    public String toString() {
      return "Login[***]";
    }
  }
}
