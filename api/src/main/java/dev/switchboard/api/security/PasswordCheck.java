package dev.switchboard.api.security;

import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.tenant.Agent;
import dev.switchboard.core.tenant.Agents;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.util.HttpClientAddressResolver;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Optional;

/// Looks at passwords, slower and slower for whoever guesses. Blocks.
@Singleton
final class PasswordCheck {

  private final LoginThrottle throttle;
  private final Agents agents;
  private final HttpClientAddressResolver addresses;

  PasswordCheck(LoginThrottle throttle, Agents agents, HttpClientAddressResolver addresses) {
    this.throttle = throttle;
    this.agents = agents;
    this.addresses = addresses;
  }

  /// The agent with this address and password.
  ///
  /// @throws ProblemException where they have to wait first
  Optional<Agent> agent(HttpRequest<?> request, String email, String password) {
    var address = Objects.requireNonNullElse(addresses.resolve(request), "unknown");
    throttle.begin(email, address).ifPresent(wait -> {
      throw ProblemException.of(ProblemType.TOO_MANY_REQUESTS, "Too many failed logins. Please wait.", wait);
    });
    try {
      var agent = agents.authenticate(email, new Secret(password));
      if (agent.isPresent()) {
        throttle.forgive(email, address);
      }
      return agent;
    } catch (RuntimeException e) {
      // The database was away: that was no guess.
      throttle.forgive(email, address);
      throw e;
    }
  }
}
