package dev.switchboard.api.body;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.api.problem.Problem.FieldError;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds what is wrong in a record, in depth: components that are not `@Nullable` and yet null, JSON that cannot be kept,
/// and what it says itself to be wrong.
final class Members {

  /// Looked up once for each record class: reflection over annotations costs more than reading the JSON.
  private static final ClassValue<List<Member>> MEMBERS = new ClassValue<>() {

    @Override
    protected List<Member> computeValue(Class<?> type) {
      return Arrays.stream(type.getRecordComponents()).map(Member::of).toList();
    }
  };

  static List<FieldError> errors(Record value, String path) {
    var errors = new ArrayList<FieldError>();
    if (value instanceof Checked checked) {
      checked.faults().forEach(fault -> errors.add(new FieldError(path + fault.field(), fault.code(), fault.detail())));
    }
    for (var component : MEMBERS.get(value.getClass())) {
      var member = component.read(value);
      if (member == null && !component.nullable) {
        errors.add(new FieldError(path + component.name, "missing", "is missing"));
      } else if (member instanceof Record nested) {
        errors.addAll(errors(nested, path + component.name + "."));
      } else if (member instanceof List<?> items) {
        errors.addAll(errors(items, path + component.name));
      } else if (member instanceof JsonNode json) {
        errors.addAll(LongNumbers.in(json, path + component.name));
      }
    }
    return errors;
  }

  private static List<FieldError> errors(List<?> items, String path) {
    var errors = new ArrayList<FieldError>();
    for (var i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof Record nested) {
        errors.addAll(errors(nested, path + "[" + i + "]."));
      }
    }
    return errors;
  }

  private record Member(String name, boolean nullable, Method accessor) {

    static Member of(RecordComponent component) {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      var name = accessor.getAnnotation(JsonProperty.class);
      return new Member(name == null ? component.getName() : name.value(),
          component.getAnnotatedType().isAnnotationPresent(Nullable.class),
          accessor);
    }

    @Nullable
    Object read(Record value) {
      try {
        return accessor.invoke(value);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + name, e);
      }
    }
  }

  private Members() {}
}
