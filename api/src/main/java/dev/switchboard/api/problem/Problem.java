package dev.switchboard.api.problem;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A problem as [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) has it.
///
/// @param type which problem; stable
/// @param title the same for every problem of this type
/// @param status the HTTP status, repeated
/// @param detail what is wrong this time, for people; null where the title says it all
/// @param errors the members of the request at fault; empty where it is none of them
/// @param extensions further members, which this type of problem has
@Schema(name = "Problem", description = "A problem as RFC 9457 has it.")
public record Problem(URI type, String title, int status, @Nullable String detail,
    @Schema(
        requiredMode = Schema.RequiredMode.NOT_REQUIRED) @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors,
    @Schema(hidden = true) @JsonAnyGetter Map<String, Object> extensions) {

  /// The media type.
  public static final String MEDIA_TYPE = "application/problem+json";

  public Problem {
    errors = List.copyOf(errors);
    extensions = Map.copyOf(extensions);
  }

  public static Problem of(ProblemType type, @Nullable String detail) {
    return new Problem(type.uri(), type.title(), type.status().getCode(), detail, List.of(), Map.of());
  }

  public static Problem of(ProblemType type, List<FieldError> errors) {
    var first = errors.getFirst();
    var more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
    return new Problem(type.uri(), type.title(), type.status().getCode(), first.field() + " " + first.detail() + more,
        errors, Map.of());
  }

  /// The same with a further member.
  public Problem with(String member, Object value) {
    return new Problem(type, title, status, detail, errors, Map.of(member, value));
  }

  /// A member of the request that is at fault.
  ///
  /// @param field its path, such as `content.text` or `messages[3].to`
  /// @param code for programs, such as `content-too-long`
  /// @param detail for people; reads on from the field's name
  @Schema(name = "FieldError")
  public record FieldError(
      @Schema(description = "its path", example = "content.text") String field,
      @Schema(description = "for programs", example = "content-too-long") String code, String detail) {}
}
