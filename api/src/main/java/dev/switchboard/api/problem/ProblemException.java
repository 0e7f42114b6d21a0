package dev.switchboard.api.problem;

import dev.switchboard.api.problem.Problem.FieldError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Ends a request with a [Problem]. Nothing was changed.
public final class ProblemException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final @Nullable Duration retryAfter;

  private ProblemException(Problem problem, @Nullable Duration retryAfter) {
    super(problem.title(), null, false, false);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }

  public static ProblemException of(Problem problem) {
    return new ProblemException(problem, null);
  }

  public static ProblemException of(ProblemType type, @Nullable String detail) {
    return new ProblemException(Problem.of(type, detail), null);
  }

  public static ProblemException of(ProblemType type, @Nullable String detail, Duration retryAfter) {
    return new ProblemException(Problem.of(type, detail), retryAfter);
  }

  /// Members of the request are at fault.
  public static ProblemException of(List<FieldError> errors) {
    return new ProblemException(Problem.of(ProblemType.INVALID_REQUEST, errors), null);
  }

  public Problem problem() {
    return problem;
  }

  /// When to try again, where that is known.
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
