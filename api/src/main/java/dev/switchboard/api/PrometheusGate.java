package dev.switchboard.api;

import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.core.spi.Secret;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Objects;

/// Gives the metrics only to whoever has the token in `switchboard.prometheus.token`, where one is set. A token of its
/// own, because the metrics are of all tenants.
@ServerFilter("/prometheus")
@Requires(property = "switchboard.prometheus.token")
final class PrometheusGate {

  private final Secret expected;

  PrometheusGate(@Property(name = "switchboard.prometheus.token") String token) {
    this.expected = new Secret("Bearer " + token);
  }

  @RequestFilter
  void check(HttpRequest<?> request) {
    var given = Objects.requireNonNullElse(request.getHeaders().get(HttpHeaders.AUTHORIZATION), "");
    // Compares in a time that does not tell where they differ.
    if (!expected.equals(new Secret(given))) {
      throw ProblemException.of(ProblemType.UNAUTHENTICATED, "The metrics need the token that is configured for them.");
    }
  }
}
