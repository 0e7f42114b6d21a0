package dev.switchboard.api.live;

import dev.switchboard.api.security.Principal;
import dev.switchboard.api.security.TokenVerifier;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who a client is, and whether that still holds. Used by one thread; blocks.
final class Identity {

  private final TokenVerifier verifier;
  private @Nullable String token;
  private @Nullable Principal principal;

  Identity(TokenVerifier verifier) {
    this.verifier = verifier;
  }

  /// Takes a token on; a later one must be of the same somebody.
  boolean prove(String offered) {
    var proven = verifier.verify(offered).filter(this::isSame);
    proven.ifPresent(found -> {
      token = offered;
      principal = found;
    });
    return proven.isPresent();
  }

  /// Only after it was proven.
  Principal principal() {
    return Objects.requireNonNull(principal, "not proven yet");
  }

  Optional<Instant> expiresAt() {
    return Optional.ofNullable(principal).map(Principal::expiresAt);
  }

  /// Whether the token has lost its worth although it has not expired.
  boolean isRevoked() {
    return token != null && verifier.verify(token).isEmpty();
  }

  private boolean isSame(Principal other) {
    return principal == null
        || principal.tenantId().equals(other.tenantId()) && Objects.equals(principal.agentId(), other.agentId());
  }
}
