package dev.switchboard.api.contact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.api.body.Checked;
import dev.switchboard.api.chat.Words;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.core.contact.ContactPatch;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to be different about a contact, as a merge patch ([RFC 7396](https://www.rfc-editor.org/rfc/rfc7396)).
///
/// @param name a text, or null to take it away
/// @param fields texts, or null to take one away
@Schema(name = "ChangedContact", example = "{\"name\":\"Ana Souza\",\"fields\":{\"plan\":\"gold\",\"nickname\":null}}")
record ChangedContact(@Schema(type = "string") @Nullable JsonNode name, @Nullable ObjectNode fields)
    implements
    Checked {

  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_KEY = 50;
  private static final int LONGEST_VALUE = 1_000;

  @Override
  public List<FieldError> faults() {
    var faults = new ArrayList<FieldError>();
    if (name != null) {
      check("name", name, LONGEST_NAME, faults);
    }
    if (fields != null) {
      fields.properties().forEach(field -> {
        var path = "fields." + field.getKey();
        Words.fault(path, field.getKey(), LONGEST_KEY).ifPresent(faults::add);
        check(path, field.getValue(), LONGEST_VALUE, faults);
      });
    }
    return faults;
  }

  private static void check(String path, JsonNode value, int most, List<FieldError> faults) {
    if (value.isTextual()) {
      Words.fault(path, value.asText(), most).ifPresent(faults::add);
    } else if (!value.isNull()) {
      faults.add(new FieldError(path, "wrong-type", "must be a text or null"));
    }
  }

  ContactPatch patch() {
    var changed = new HashMap<String, @Nullable String>();
    if (fields != null) {
      fields.properties().forEach(field -> changed.put(field.getKey(), text(field.getValue())));
    }
    return new ContactPatch(name != null, name == null ? null : text(name), changed);
  }

  private static @Nullable String text(JsonNode value) {
    return value.isNull() ? null : value.asText();
  }
}
