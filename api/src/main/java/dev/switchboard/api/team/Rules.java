package dev.switchboard.api.team;

import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.tenant.Role;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What may be said about agents, teams and keys. What is null is none of these rules' business.
final class Rules {

  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_EMAIL = 254;
  private static final Pattern EMAIL = Pattern.compile("[^\\s@\\p{Cntrl}]+@[^\\s@\\p{Cntrl}]+");
  private static final int MOST_CHATS = 1_000;
  private static final int MOST_MEMBERS = 1_000;

  static Stream<FieldError> name(@Nullable String name) {
    return fault(name == null || !name.isBlank() && name.codePointCount(0, name.length()) <= LONGEST_NAME
        && isStorable(name), "name", "must have 1 to " + LONGEST_NAME + " characters and none that cannot be stored");
  }

  static Stream<FieldError> email(@Nullable String email) {
    return fault(email == null || email.length() <= LONGEST_EMAIL && EMAIL.matcher(email.strip()).matches()
        && isStorable(email), "email", "must be an e-mail address");
  }

  static Stream<FieldError> role(@Nullable Role role) {
    return fault(role != Role.SERVICE, "role", "must be agent, supervisor or admin");
  }

  static Stream<FieldError> capacity(@Nullable Integer capacity) {
    return fault(capacity == null || capacity >= 0 && capacity <= MOST_CHATS, "capacity",
        "must be 0 to " + MOST_CHATS);
  }

  /// Ids or names of what is in a team.
  static Stream<FieldError> members(String field, @Nullable List<?> members) {
    return fault(members == null || members.size() <= MOST_MEMBERS && members.stream()
        .allMatch(member -> member != null && isStorable(member.toString())), field,
        "must be at most " + MOST_MEMBERS + ", none of them null");
  }

  private static boolean isStorable(String text) {
    return Jsonb.storableText(text).equals(text);
  }

  private static Stream<FieldError> fault(boolean good, String field, String detail) {
    return good ? Stream.of() : Stream.of(new FieldError(field, "bad-value", detail));
  }

  static ProblemException bad(String field, String detail) {
    return ProblemException.of(List.of(new FieldError(field, "bad-value", detail)));
  }

  private Rules() {}
}
