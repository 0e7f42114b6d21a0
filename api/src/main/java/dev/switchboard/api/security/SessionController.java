package dev.switchboard.api.security;

import dev.switchboard.api.description.AnswersProblems;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Keeps logins open, and ends them.
@Controller("/api/v1/login")
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
@Consumes(MediaType.ALL)
@Tag(name = "Login")
@AnswersProblems
final class SessionController {

  private final Logins logins;

  SessionController(Logins logins) {
    this.logins = logins;
  }

  @Post("/refresh")
  @Operation(operationId = "refreshLogin", summary = "Get another access token by the cookie of the login",
      description = "The cookie is replaced each time. One that was used before ends the login, for whoever it is that "
          + "has it; the one before the last may be repeated for 30 seconds.")
  @ApiResponse(responseCode = "200", description = "The next token",
      content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = LoggedIn.class)))
  @ApiResponse(responseCode = "204", description = "There is no cookie, so nobody is logged in")
  HttpResponse<LoggedIn> refresh(@Parameter(hidden = true) HttpRequest<?> request) {
    return logins.renew(request);
  }

  @Post("/logout")
  @Operation(operationId = "logOut", summary = "End the login of the cookie and of the access token",
      description = "Its access tokens are worthless everywhere within ten seconds, usually at once.")
  @ApiResponse(responseCode = "204", description = "Ended, if it was open")
  HttpResponse<?> logOut(@Parameter(hidden = true) HttpRequest<?> request,
      @Parameter(hidden = true) @Nullable Principal principal) {
    return logins.end(request, principal);
  }
}
