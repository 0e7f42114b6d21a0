package dev.switchboard.api.template;

import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.Principal;

/// Who may change what many messages will say.
final class TemplateWriters {

  /// @throws ProblemException where the caller may only look
  static void check(Principal principal) {
    switch (principal.role()) {
      case ADMIN, SUPERVISOR -> {}
      case AGENT, SERVICE -> throw ProblemException.of(ProblemType.FORBIDDEN,
          "Templates are changed by admins and supervisors.");
    }
  }

  private TemplateWriters() {}
}
