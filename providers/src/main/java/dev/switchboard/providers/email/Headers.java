package dev.switchboard.providers.email;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The headers of a mail or of one of its parts, in their order, unfolded, in Unicode.
///
/// @param fields encoded words in them are still as they came
record Headers(List<Field> fields) {

  record Field(String name, String value) {}

  Headers {
    fields = List.copyOf(fields);
  }

  /// Headers that stand in a text, such as those of a returned letter, up to the first empty line.
  static Headers in(String text) {
    var fields = new ArrayList<Field>();
    for (var line : text.replace("\r\n", "\n").replaceAll("\n[ \t]+", " ").split("\n", -1)) {
      if (line.isBlank() && !fields.isEmpty()) {
        break;
      }
      var colon = line.indexOf(':');
      if (colon > 0) {
        fields.add(new Field(line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
      }
    }
    return new Headers(fields);
  }

  /// The first of that name, as it came; the case of the name does not matter.
  Optional<String> first(String name) {
    return fields.stream().filter(each -> each.name().equalsIgnoreCase(name)).map(Field::value).findFirst();
  }

  List<String> all(String name) {
    return fields.stream().filter(each -> each.name().equalsIgnoreCase(name)).map(Field::value).toList();
  }

  boolean has(String name) {
    return first(name).isPresent();
  }

  /// The first of that name in words; empty where there is none.
  String words(String name) {
    return first(name).map(EncodedWords::decode).map(Charsets::storable)
        .map(each -> each.replaceAll("\\s+", " ").strip())
        .orElse("");
  }

  /// The first of that name with its parameters; of no value where there is none.
  Parameterized parameterized(String name) {
    return Parameterized.parse(first(name).orElse(""));
  }
}
