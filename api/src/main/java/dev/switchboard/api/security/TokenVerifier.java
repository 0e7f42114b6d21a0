package dev.switchboard.api.security;

import dev.switchboard.core.tenant.Agent;
import dev.switchboard.core.tenant.Agents;
import dev.switchboard.core.tenant.ApiKey;
import dev.switchboard.core.tenant.ApiKeys;
import dev.switchboard.core.tenant.Role;
import dev.switchboard.core.tenant.Sessions;
import dev.switchboard.core.tenant.Sights;
import dev.switchboard.core.tenant.Viewer;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/// Tells whose a token is, be it an API key or an agent's access token.
///
/// Thread-safe. May read the database, so it is not for event loops. An answer may be ten seconds old: a socket that
/// stays open longer asks again, and closes when [Principal#expiresAt()] has passed.
@Singleton
public final class TokenVerifier {

  /// @param hidden from the agent
  private record Seeing(Agent agent, Set<UUID> hidden) {}

  private final ApiKeys keys;
  private final AccessTokens accessTokens;
  private final Agents agents;
  private final Sessions sessions;
  private final Sights sights;

  TokenVerifier(ApiKeys keys, AccessTokens accessTokens, Agents agents, Sessions sessions, Sights sights) {
    this.keys = keys;
    this.accessTokens = accessTokens;
    this.agents = agents;
    this.sessions = sessions;
    this.sights = sights;
  }

  /// Whose token this is; empty where it is not ours, has expired, was revoked, or its agent was disabled or has
  /// logged out.
  ///
  /// @param token without `Bearer`
  public Optional<Principal> verify(String token) {
    return verify(token, keys::find, id -> agents.findActive(id).map(agent -> new Seeing(agent, sights.hidden(id))),
        sessions::isOpen);
  }

  /// The same from memory: empty also where the database would have to be asked. Does not block, so event loops may ask.
  Optional<Principal> recall(String token) {
    return verify(token, keys::recall,
        id -> agents.recallActive(id).flatMap(agent -> sights.recall(id).map(hidden -> new Seeing(agent, hidden))),
        sessions::recallOpen);
  }

  private static Principal principal(Agent agent, Set<UUID> hidden, AccessTokens.Claims claims) {
    return new Principal(agent.tenantId(), agent.id(), agent.role(), null, claims.expiresAt(), claims.session(),
        new Viewer(agent.tenantId(), hidden));
  }

  private Optional<Principal> verify(String token, Function<String, Optional<ApiKey>> findKey,
      Function<UUID, Optional<Seeing>> findAgent, Predicate<UUID> isOpen) {
    if (ApiKeys.hasForm(token)) {
      return findKey.apply(token).map(key -> new Principal(key.tenantId(), null, Role.SERVICE, key.id(), null, null,
          Viewer.all(key.tenantId())));
    }
    return accessTokens.verify(token)
        .filter(claims -> claims.session() == null || isOpen.test(claims.session()))
        .flatMap(claims -> findAgent.apply(claims.agentId())
            .map(found -> principal(found.agent, found.hidden, claims)));
  }
}
