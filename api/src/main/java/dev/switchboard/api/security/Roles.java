package dev.switchboard.api.security;

import dev.switchboard.core.tenant.Role;
import java.util.List;

/// Who a route is for, for `@Secured`. An admin may do what a supervisor may, and a supervisor what an agent may; a service
/// is none of them.
public final class Roles {

  /// Agents, whatever their role.
  public static final String AGENT = "agent";
  /// Supervisors and admins.
  public static final String SUPERVISOR = "supervisor";
  /// Admins alone.
  public static final String ADMIN = "admin";

  /// Business services, by their keys.
  public static final String SERVICE = "service";

  /// Everything that somebody with the role may be taken for.
  static List<String> of(Role role) {
    return switch (role) {
      case SERVICE -> List.of(SERVICE);
      case AGENT -> List.of(AGENT);
      case SUPERVISOR -> List.of(AGENT, SUPERVISOR);
      case ADMIN -> List.of(AGENT, SUPERVISOR, ADMIN);
    };
  }

  private Roles() {}
}
