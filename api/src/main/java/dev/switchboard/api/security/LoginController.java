package dev.switchboard.api.security;

import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.tenant.Agent;
import dev.switchboard.core.tenant.Agents;
import dev.switchboard.core.tenant.Role;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.server.util.HttpClientAddressResolver;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Gives agents their access tokens. Repeated failures have to wait.
@Controller("/api/v1/login")
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Login")
@AnswersProblems
final class LoginController {

  private final BodyReader bodies;
  private final LoginThrottle throttle;
  private final Agents agents;
  private final AccessTokens accessTokens;
  private final HttpClientAddressResolver addresses;

  LoginController(BodyReader bodies, LoginThrottle throttle, Agents agents, AccessTokens accessTokens,
      HttpClientAddressResolver addresses) {
    this.bodies = bodies;
    this.throttle = throttle;
    this.agents = agents;
    this.accessTokens = accessTokens;
    this.addresses = addresses;
  }

  @Post
  @Operation(operationId = "logIn", summary = "Log in as an agent",
      description = "The access token goes into the header Authorization: Bearer.")
  @RequestBody(required = true, content = @Content(mediaType = "application/json",
      schema = @Schema(implementation = Login.class)))
  LoggedIn logIn(HttpRequest<?> request, @Body byte @Nullable [] body) {
    var login = bodies.read(body, Login.class);
    var address = Objects.requireNonNullElse(addresses.resolve(request), "unknown");
    throttle.begin(login.email(), address).ifPresent(wait -> {
      throw ProblemException.of(ProblemType.TOO_MANY_REQUESTS, "Too many failed logins. Please wait.", wait);
    });
    return authenticate(login, address);
  }

  private LoggedIn authenticate(Login login, String address) {
    try {
      var agent = agents.authenticate(login.email(), new Secret(login.password()));
      if (agent.isPresent()) {
        throttle.forgive(login.email(), address);
        return loggedIn(agent.get());
      }
    } catch (RuntimeException e) {
      // The database was away: that was no guess.
      throttle.forgive(login.email(), address);
      throw e;
    }
    throw ProblemException.of(ProblemType.UNAUTHENTICATED, "The e-mail address or the password is wrong.");
  }

  private LoggedIn loggedIn(Agent agent) {
    var issued = accessTokens.issue(agent.id());
    return new LoggedIn(issued.token(), issued.expiresIn(),
        new LoggedIn.Who(agent.id(), agent.name(), agent.email(), agent.role(), agent.tenantId()));
  }

  /// What an agent logs in with.
  @Schema(name = "Login")
  record Login(@Schema(example = "ana@example.com") String email, String password) {

    @Override
    public String toString() {
      return "Login[***]";
    }
  }

  /// @param expiresIn seconds
  @Schema(name = "LoggedIn")
  record LoggedIn(String accessToken, long expiresIn, Who agent) {

    @Schema(name = "LoggedInAgent")
    record Who(UUID id, String name, String email, Role role, UUID tenantId) {}

    @Override
    public String toString() {
      return "LoggedIn[***]";
    }
  }
}
