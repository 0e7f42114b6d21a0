package dev.switchboard.api.body;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.api.problem.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;

/// Numbers that the database cannot keep, such as `1e200000`: a few characters in JSON, a hundred thousand digits there.
final class LongNumbers {

  private static final int MOST_DIGITS = 1_000;

  static List<FieldError> in(JsonNode node, String path) {
    var errors = new ArrayList<FieldError>();
    if (node.isBigDecimal() && Math.abs((long) node.decimalValue().scale()) > MOST_DIGITS) {
      errors.add(new FieldError(path, "bad-value", "has too many digits"));
    }
    node.properties().forEach(member -> errors.addAll(in(member.getValue(), path + "." + member.getKey())));
    if (node.isArray()) {
      for (var i = 0; i < node.size(); i++) {
        errors.addAll(in(node.get(i), path + "[" + i + "]"));
      }
    }
    return errors;
  }

  private LongNumbers() {}
}
