package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An error as Meta writes it, in answers (`error`) as well as in webhooks (`errors[]`).
///
/// @param code what it is decided by
/// @param subcode 0 where there is none
/// @param text Meta's words
/// @param isTransient whether Meta says that it will pass
record GraphError(int code, int subcode, @Nullable String text, boolean isTransient) {

  private static final int LONGEST_TEXT = 1000;
  // Meta repeats a token that it cannot read in its complaint about it.
  private static final String TOKEN = "EAA[A-Za-z0-9]{16,}";

  /// Empty where it is no error of Meta's.
  static Optional<GraphError> of(JsonNode error) {
    var code = Json.number(error.path("code"));
    if (code == null || code.scale() > 0 || code.precision() > 9) {
      return Optional.empty();
    }
    var subcode = Json.number(error.path("error_subcode"));
    return Optional.of(new GraphError(code.intValue(), subcode == null ? 0 : subcode.intValue(), words(error),
        error.path("is_transient").asBoolean()));
  }

  private static @Nullable String words(JsonNode error) {
    var words = new ArrayList<String>();
    for (var part : new JsonNode[]{error.path("title"), error.path("message"), error.path("error_data").path("details"),
        error.path("details")}) {
      var text = Json.text(part);
      if (text != null && !words.contains(text)) {
        words.add(text);
      }
    }
    if (words.isEmpty()) {
      return null;
    }
    var text = String.join(": ", words).replaceAll(TOKEN, "***");
    return text.substring(0, text.offsetByCodePoints(0, Math.min(text.codePointCount(0, text.length()), LONGEST_TEXT)));
  }

  Optional<ErrorCodes.Meaning> meaning() {
    return ErrorCodes.of(code, subcode);
  }

  /// @param otherwise the reason where the code has none
  Failure failure(FailureReason otherwise) {
    return new Failure(meaning().map(ErrorCodes.Meaning::reason).orElse(otherwise), Integer.toString(code), text);
  }
}
