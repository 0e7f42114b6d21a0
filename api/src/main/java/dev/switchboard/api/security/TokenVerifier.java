package dev.switchboard.api.security;

import dev.switchboard.core.tenant.Agents;
import dev.switchboard.core.tenant.ApiKeys;
import dev.switchboard.core.tenant.Role;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Tells whose a token is, be it an API key or an agent's access token.
///
/// Thread-safe. May read the database, so it is not for event loops. An answer may be ten seconds old: a socket that
/// stays open longer asks again, and closes when [Principal#expiresAt()] has passed.
@Singleton
public final class TokenVerifier {

  private final ApiKeys keys;
  private final AccessTokens accessTokens;
  private final Agents agents;

  TokenVerifier(ApiKeys keys, AccessTokens accessTokens, Agents agents) {
    this.keys = keys;
    this.accessTokens = accessTokens;
    this.agents = agents;
  }

  /// Whose token this is; empty where it is not ours, has expired, was revoked, or its agent was disabled.
  ///
  /// @param token without `Bearer`
  public Optional<Principal> verify(String token) {
    return ApiKeys.hasForm(token) ? service(token) : agent(token);
  }

  private Optional<Principal> service(String token) {
    return keys.find(token).map(key -> new Principal(key.tenantId(), null, Role.SERVICE, key.id(), null));
  }

  private Optional<Principal> agent(String token) {
    return accessTokens.verify(token)
        .flatMap(claims -> agents.findActive(claims.agentId())
            .map(agent -> new Principal(agent.tenantId(), agent.id(), agent.role(), null, claims.expiresAt())));
  }
}
