package dev.switchboard.api.message;

import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The key that makes repeating a request safe: a header, quoted as
/// [the draft](https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/) wants it or bare, or a member
/// of the body.
public final class IdempotencyKey {

  private static final int LONGEST = 255;
  // A structured-field string (RFC 9651): printable ASCII, with \" and \\.
  private static final Pattern QUOTED = Pattern.compile("\"((?:[ !#-\\[\\]-~]|\\\\[\"\\\\])*)\"");
  private static final Pattern ESCAPED = Pattern.compile("\\\\([\"\\\\])");

  private IdempotencyKey() {}

  /// @param header the header's value; null where there is none
  /// @param member the body's member; null where there is none
  /// @param memberName what it is called
  /// @throws ProblemException where one is malformed, or both are there and differ
  public static @Nullable String of(@Nullable String header, @Nullable String member, String memberName) {
    var fromHeader = header == null ? null : unquoted(header.strip());
    if (fromHeader != null && member != null && !fromHeader.equals(member)) {
      throw bad(memberName, "differs from the header Idempotency-Key");
    }
    return fromHeader != null ? check("Idempotency-Key", fromHeader) : check(memberName, member);
  }

  private static String unquoted(String value) {
    if (!value.startsWith("\"")) {
      return value;
    }
    var quoted = QUOTED.matcher(value);
    if (!quoted.matches()) {
      throw bad("Idempotency-Key", "must be a quoted string or a bare word");
    }
    return ESCAPED.matcher(Objects.requireNonNull(quoted.group(1))).replaceAll("$1");
  }

  private static @Nullable String check(String field, @Nullable String key) {
    if (key != null && (key.isBlank() || key.length() > LONGEST)) {
      throw bad(field, "must have 1 to " + LONGEST + " characters");
    }
    return key;
  }

  private static ProblemException bad(String field, String detail) {
    return ProblemException.of(List.of(new FieldError(field, "bad-key", detail)));
  }
}
