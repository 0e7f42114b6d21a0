package dev.switchboard.api.body;

import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
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

  /// The page that is made of what was found.
  ///
  /// @param found one more than fits, where the list goes on
  /// @param size how many fit
  /// @param cursor where a list goes on after one of them
  /// @param page makes it of those that fit and of the last one's cursor, which is null where the list ends
  public static <T, C, P> P cut(List<T> found, int size, Function<T, C> cursor,
      BiFunction<List<T>, @Nullable C, P> page) {
    return found.size() > size
        ? page.apply(found.subList(0, size), cursor.apply(found.get(size - 1)))
        : page.apply(found, null);
  }

  /// A parameter of the address is at fault.
  public static ProblemException bad(String parameter, String detail) {
    return ProblemException.of(List.of(new FieldError(parameter, "bad-value", detail)));
  }

  private Paging() {}
}
