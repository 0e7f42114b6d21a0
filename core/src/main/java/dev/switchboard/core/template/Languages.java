package dev.switchboard.core.template;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Languages as services write them: `pt`, `pt_BR`, `zh_Hant_TW`. A hyphen is as good as an underscore, and case says nothing.
final class Languages {

  private static final Pattern TAG = Pattern.compile("[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,3}");

  /// The form in which our own are kept; empty where it is no language.
  static Optional<String> canonical(String language) {
    if (!TAG.matcher(language).matches()) {
      return Optional.empty();
    }
    var parts = language.split("[_-]");
    parts[0] = parts[0].toLowerCase(Locale.ROOT);
    for (var i = 1; i < parts.length; i++) {
      parts[i] = parts[i].length() == 2
          ? parts[i].toUpperCase(Locale.ROOT)
          : parts[i].length() == 4 ? capitalized(parts[i]) : parts[i].toLowerCase(Locale.ROOT);
    }
    return Optional.of(String.join("_", parts));
  }

  private static String capitalized(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1).toLowerCase(Locale.ROOT);
  }

  /// Of one template in several languages the one to take: the language itself, then what it belongs to (`pt` for `pt_BR`),
  /// then the one that is marked as standard. Where no language is asked for, the only one there is, or the standard.
  static @Nullable Template choose(@Nullable String wanted, List<Template> templates) {
    if (wanted == null || wanted.isBlank()) {
      return templates.size() == 1 ? templates.getFirst() : standard(templates);
    }
    for (var tag = normal(wanted); !tag.isEmpty(); tag = tag.substring(0, Math.max(tag.lastIndexOf('_'), 0))) {
      for (var template : templates) {
        if (normal(template.language()).equals(tag)) {
          return template;
        }
      }
    }
    return standard(templates);
  }

  private static @Nullable Template standard(List<Template> templates) {
    return templates.stream().filter(Template::standard).findFirst().orElse(null);
  }

  static String normal(String language) {
    return language.strip().replace('-', '_').toLowerCase(Locale.ROOT);
  }

  private Languages() {}
}
