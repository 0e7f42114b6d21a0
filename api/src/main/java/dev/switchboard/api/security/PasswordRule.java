package dev.switchboard.api.security;

import dev.switchboard.api.problem.Problem.FieldError;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a password has to be. Length is what counts ([NIST SP 800-63B](https://pages.nist.gov/800-63-4/sp800-63b.html)).
public final class PasswordRule {

  private static final int SHORTEST = 10;
  private static final int LONGEST = 200;

  /// @param field the member of the request that has it
  /// @param password where it is null there is nothing to say
  public static Stream<FieldError> faults(String field, @Nullable String password) {
    return password == null || password.length() >= SHORTEST && password.length() <= LONGEST
        ? Stream.of()
        : Stream.of(new FieldError(field, "bad-value", "must have " + SHORTEST + " to " + LONGEST + " characters"));
  }

  private PasswordRule() {}
}
