package dev.switchboard.api.security;

import dev.switchboard.api.problem.Problem;
import dev.switchboard.api.problem.ProblemType;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.security.authentication.AuthorizationException;
import io.micronaut.security.authentication.DefaultAuthorizationExceptionHandler;
import jakarta.inject.Singleton;

/// 401 for whoever has not said who they are, 403 for whoever has.
@Singleton
@Replaces(DefaultAuthorizationExceptionHandler.class)
@SuppressWarnings("rawtypes")
final class UnauthorizedHandler implements ExceptionHandler<AuthorizationException, MutableHttpResponse<?>> {

  @Override
  public MutableHttpResponse<?> handle(HttpRequest request, AuthorizationException exception) {
    if (exception.isForbidden()) {
      return answer(Problem.of(ProblemType.FORBIDDEN, (String) null));
    }
    var tokenSent = request.getHeaders().contains(HttpHeaders.AUTHORIZATION);
    var detail = tokenSent
        ? "The token or key is unknown, revoked or expired."
        : "Send the header 'Authorization: Bearer' with an API key or an access token.";
    return answer(Problem.of(ProblemType.UNAUTHENTICATED, detail))
        .header(HttpHeaders.WWW_AUTHENTICATE,
            "Bearer realm=\"switchboard\"" + (tokenSent ? ", error=\"invalid_token\"" : ""));
  }

  private static MutableHttpResponse<Problem> answer(Problem problem) {
    return HttpResponse.<Problem>status(problem.status(), problem.title())
        .body(problem)
        .contentType(MediaType.of(Problem.MEDIA_TYPE));
  }
}
