package dev.switchboard.api.security;

import dev.switchboard.api.security.AccessTokens.Issued;
import dev.switchboard.core.tenant.Agent;
import dev.switchboard.core.tenant.Role;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;

/// @param expiresIn seconds
@Schema(name = "LoggedIn")
record LoggedIn(String accessToken, long expiresIn, Who agent) {

  static LoggedIn of(Issued token, Agent agent) {
    return new LoggedIn(token.token(), token.expiresIn(),
        new Who(agent.id(), agent.name(), agent.email(), agent.role(), agent.tenantId()));
  }

  @Schema(name = "LoggedInAgent")
  record Who(UUID id, String name, String email, Role role, UUID tenantId) {}

  @Override
  public String toString() {
    return "LoggedIn[***]";
  }
}
