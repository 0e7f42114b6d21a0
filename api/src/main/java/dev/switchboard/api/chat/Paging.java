package dev.switchboard.api.chat;

import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How much of a list is answered at once.
public final class Paging {

  private static final int USUAL = 50;
  private static final int MOST = 200;

  /// @throws ProblemException where it is none
  public static int limit(@Nullable Integer limit) {
    if (limit == null) {
      return USUAL;
    }
    if (limit < 1 || limit > MOST) {
      throw bad("limit", "must be 1 to " + MOST);
    }
    return limit;
  }

  /// A parameter of the address is at fault.
  public static ProblemException bad(String parameter, String detail) {
    return ProblemException.of(List.of(new FieldError(parameter, "bad-value", detail)));
  }

  private Paging() {}
}
