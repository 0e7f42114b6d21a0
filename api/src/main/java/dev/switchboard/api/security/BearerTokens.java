package dev.switchboard.api.security;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.token.validator.TokenValidator;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/// Hands the token of a request's `Authorization: Bearer` to the [TokenVerifier]: off the event loop, unless the answer
/// is remembered.
@Singleton
final class BearerTokens implements TokenValidator<HttpRequest<?>> {

  static final String PRINCIPAL = "principal";

  private final TokenVerifier verifier;
  private final ExecutorService blocking;

  BearerTokens(TokenVerifier verifier, @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
    this.verifier = verifier;
    this.blocking = blocking;
  }

  @Override
  public Publisher<Authentication> validateToken(String token, @Nullable HttpRequest<?> request) {
    if (request != null && isUpgrade(request)) {
      // The WebSocket looks at the token itself, and the framework must upgrade on the connection's own thread.
      return Publishers.empty();
    }
    var known = verifier.recall(token);
    if (known.isPresent()) {
      return Publishers.just(authentication(known.get()));
    }
    return Publishers.fromCompletableFuture(
        () -> CompletableFuture.supplyAsync(() -> verify(token), blocking));
  }

  private static boolean isUpgrade(HttpRequest<?> request) {
    return "websocket".equalsIgnoreCase(request.getHeaders().get(HttpHeaders.UPGRADE));
  }

  private @Nullable Authentication verify(String token) {
    return verifier.verify(token).map(BearerTokens::authentication).orElse(null);
  }

  private static Authentication authentication(Principal principal) {
    var id = principal.agentId() != null ? principal.agentId() : principal.apiKeyId();
    return Authentication.build(String.valueOf(id), Roles.of(principal.role()), Map.of(PRINCIPAL, principal));
  }
}
