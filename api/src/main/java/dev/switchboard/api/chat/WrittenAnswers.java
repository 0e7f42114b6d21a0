package dev.switchboard.api.chat;

import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.core.chat.Written;
import java.util.List;

/// What whoever changes what all agents of a tenant have before them is told.
final class WrittenAnswers {

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

  private WrittenAnswers() {}
}
