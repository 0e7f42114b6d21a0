package dev.switchboard.api.body;

import dev.switchboard.api.problem.Problem.FieldError;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the components of a record that are not `@Nullable` and yet null, in depth.
final class RequiredMembers {

  static List<FieldError> missing(Record value, String path) {
    var missing = new ArrayList<FieldError>();
    for (var component : value.getClass().getRecordComponents()) {
      var name = path + component.getName();
      var member = read(component, value);
      if (member == null && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        missing.add(new FieldError(name, "missing", "is missing"));
      } else if (member instanceof Record nested) {
        missing.addAll(missing(nested, name + "."));
      }
    }
    return missing;
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

  private RequiredMembers() {}
}
