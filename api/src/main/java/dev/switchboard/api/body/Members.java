package dev.switchboard.api.body;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.api.problem.Problem.FieldError;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds what is wrong in a record, in depth: components that are not `@Nullable` and yet null, JSON that cannot be kept.
final class Members {

  static List<FieldError> errors(Record value, String path) {
    var errors = new ArrayList<FieldError>();
    for (var component : value.getClass().getRecordComponents()) {
      var name = path + component.getName();
      var member = read(component, value);
      if (member == null && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        errors.add(new FieldError(name, "missing", "is missing"));
      } else if (member instanceof Record nested) {
        errors.addAll(errors(nested, name + "."));
      } else if (member instanceof JsonNode json) {
        errors.addAll(LongNumbers.in(json, name));
      }
    }
    return errors;
  }

  private static @Nullable Object read(RecordComponent component, Record value) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  private Members() {}
}
