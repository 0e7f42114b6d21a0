package dev.switchboard.api.security;

import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.RefreshTokens.Step;
import dev.switchboard.core.tenant.Agent;
import dev.switchboard.core.tenant.Agents;
import dev.switchboard.core.tenant.Renewal;
import dev.switchboard.core.tenant.Sessions;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/// Begins, renews and ends logins. Blocks.
///
/// Pages get tokens for a short time and renew them by the cookie; programs, which have no use for one, get them for longer.
@Singleton
final class Logins {

  private final AccessTokens tokens;
  private final RefreshCookie cookie;
  private final OwnPages pages;
  private final Sessions sessions;
  private final Agents agents;

  Logins(AccessTokens tokens, RefreshCookie cookie, OwnPages pages, Sessions sessions, Agents agents) {
    this.tokens = tokens;
    this.cookie = cookie;
    this.pages = pages;
    this.sessions = sessions;
    this.agents = agents;
  }

  /// @throws ProblemException where somebody else's page asks
  void check(HttpRequest<?> request) {
    pages.check(request);
  }

  HttpResponse<LoggedIn> open(HttpRequest<?> request, Agent agent) {
    var session = sessions.open(agent, cookie.idle());
    return answer(request, agent, new Step(session, 0));
  }

  /// Nothing where nobody was ever logged in, which is no error: a page asks so when it is opened.
  ///
  /// @throws ProblemException where the login of the cookie has ended, or somebody else's page asks
  HttpResponse<LoggedIn> renew(HttpRequest<?> request) {
    check(request);
    if (!cookie.isIn(request)) {
      return HttpResponse.noContent();
    }
    var step = cookie.read(request).orElseThrow(Logins::ended);
    return switch (sessions.renew(step.session(), step.renewals(), cookie.idle())) {
      case Renewal.Renewed(var agentId, var renewals) -> answer(request,
          agents.findActive(agentId).orElseThrow(Logins::ended), new Step(step.session(), renewals));
      case Renewal.Ended() -> throw ended();
    };
  }

  /// Ends the login of the cookie, and the one of the access token.
  ///
  /// @param principal null where nobody shows one
  MutableHttpResponse<?> end(HttpRequest<?> request, @Nullable Principal principal) {
    check(request);
    cookie.read(request).map(Step::session).ifPresent(sessions::end);
    if (principal != null && principal.sessionId() != null) {
      sessions.end(principal.sessionId());
    }
    return HttpResponse.noContent().cookie(cookie.none(request));
  }

  private HttpResponse<LoggedIn> answer(HttpRequest<?> request, Agent agent, Step step) {
    var token = tokens.issue(agent.id(), step.session(), pages.isPage(request));
    return HttpResponse.ok(LoggedIn.of(token, agent)).cookie(cookie.of(request, step));
  }

  private static ProblemException ended() {
    return ProblemException.of(ProblemType.UNAUTHENTICATED, "Log in: there is no login that could be renewed.");
  }
}
