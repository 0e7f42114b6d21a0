package dev.switchboard.api.body;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.switchboard.api.problem.Problem.FieldError;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Jackson's complaints in our words: they name the member, and neither our classes nor what was sent.
final class MemberError {

  /// @param body what was read
  static FieldError of(JsonMappingException e, JsonNode body) {
    var field = path(e.getPath());
    var member = member(body, e.getPath());
    return switch (e) {
      case UnrecognizedPropertyException unknown -> new FieldError(field, "unknown-member",
          "is not known here; known are " + String.join(", ", known(unknown)));
      case InvalidTypeIdException type when !member.isObject() ->
          new FieldError(field, "wrong-type", "must be an object");
      case InvalidTypeIdException type when type.getTypeId() == null ->
          new FieldError(join(field, "type"), "missing", "is missing");
      case InvalidTypeIdException type -> new FieldError(join(field, "type"), "unknown-value", "is not a known type");
      case InvalidFormatException format -> new FieldError(field, wrong(member), form(format.getTargetType()));
      case ValueInstantiationException value -> new FieldError(field, wrong(member), words(value));
      case MismatchedInputException mismatch -> new FieldError(field, "wrong-type", form(mismatch.getTargetType()));
      default -> new FieldError(field, "bad-value", "cannot be read");
    };
  }

  private static String path(List<JsonMappingException.Reference> references) {
    var path = new StringBuilder();
    for (var reference : references) {
      if (reference.getFieldName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
      }
    }
    return path.toString();
  }

  private static JsonNode member(JsonNode body, List<JsonMappingException.Reference> references) {
    var member = body;
    for (var reference : references) {
      member = reference.getFieldName() == null
          ? member.path(reference.getIndex())
          : member.path(reference.getFieldName());
    }
    return member;
  }

  // Everything that has a form of its own is written as a text.
  private static String wrong(JsonNode member) {
    return member.isTextual() ? "bad-value" : "wrong-type";
  }

  private static String join(String path, String member) {
    return path.isEmpty() ? member : path + "." + member;
  }

  private static List<String> known(UnrecognizedPropertyException unknown) {
    return Objects.requireNonNullElse(unknown.getKnownPropertyIds(), List.of()).stream()
        .map(String::valueOf)
        .sorted()
        .toList();
  }

  // Thrown by an enum's or a record's own reader, so the words are ours.
  private static String words(ValueInstantiationException e) {
    return e.getCause() instanceof IllegalArgumentException cause && cause.getMessage() != null
        ? cause.getMessage()
        : "is not valid";
  }

  private static String form(@Nullable Class<?> type) {
    if (type == null) {
      return "is of the wrong type";
    }
    if (type == String.class || type.isEnum()) {
      return "must be a text";
    }
    if (type == Instant.class) {
      return "must be an instant such as 2026-11-21T10:00:00Z";
    }
    if (type == UUID.class) {
      return "must be a UUID";
    }
    if (type.isRecord() || JsonNode.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)
        || type.isInterface()) {
      return "must be an object";
    }
    return type == Boolean.class || type == boolean.class ? "must be true or false" : "must be a number";
  }

  private MemberError() {}
}
