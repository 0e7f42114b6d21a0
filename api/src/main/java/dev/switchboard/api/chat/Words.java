package dev.switchboard.api.chat;

import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.core.database.Jsonb;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Rules for what people write.
public final class Words {

  /// What is wrong with a text that must say something.
  ///
  /// @param text null where it is not said, which is not wrong here
  public static Optional<FieldError> fault(String field, @Nullable String text, int most) {
    if (text == null) {
      return Optional.empty();
    }
    if (text.isBlank() || text.length() > most) {
      return Optional.of(new FieldError(field, "bad-value", "must have 1 to " + most + " characters"));
    }
    return Jsonb.storableText(text).equals(text)
        ? Optional.empty()
        : Optional.of(new FieldError(field, "bad-character", "has a character that cannot be kept"));
  }

  private Words() {}
}
