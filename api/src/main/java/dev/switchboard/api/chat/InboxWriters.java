package dev.switchboard.api.chat;

import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.Principal;
import dev.switchboard.core.chat.Written;
import java.util.List;

/// Who may change what all agents of a tenant have before them, and what they are told of it.
final class InboxWriters {

  /// @throws ProblemException where the caller may only look
  static void check(Principal principal) {
    switch (principal.role()) {
      case ADMIN, SUPERVISOR -> {}
      case AGENT, SERVICE -> throw ProblemException.of(ProblemType.FORBIDDEN,
          "This is changed by admins and supervisors.");
    }
  }

  /// @param name the member in which it has its name
  /// @throws ProblemException where it was not written
  static <T> T done(Written<T> written, String name) {
    return switch (written) {
      case Written.Done<T>(var value) -> value;
      case Written.Unknown<T>() -> throw notFound();
      case Written.Taken<T>() -> throw ProblemException.of(List.of(new FieldError(name, "taken", "is another one's")));
    };
  }

  static ProblemException notFound() {
    return ProblemException.of(ProblemType.NOT_FOUND, null);
  }

  private InboxWriters() {}
}
