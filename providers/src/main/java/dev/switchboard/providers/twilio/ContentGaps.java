package dev.switchboard.providers.twilio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.Placeholder;
import dev.switchboard.core.spi.Placeholder.Kind;
import dev.switchboard.core.spi.TemplateSource.ServiceTemplate;
import dev.switchboard.core.spi.TemplateValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What fills a content of Twilio's: wherever a text in it has `{{1}}` or `{{name}}`. A name is one gap wherever it stands.
///
/// https://www.twilio.com/docs/content/using-variables-with-content-api
final class ContentGaps {

  private static final Pattern GAP = Pattern.compile("\\{\\{\\s*(\\w{1,64})\\s*}}");

  static List<Placeholder> placeholders(JsonNode content) {
    var names = new LinkedHashSet<String>();
    collect(content.path("types"), names);
    // The values that Twilio has are samples: what a message leaves out they would fill with nonsense.
    return names.stream().map(name -> new Placeholder(name, Kind.TEXT, true, false, null, null,
        TwilioJson.text(content.path("variables").path(name)))).toList();
  }

  private static void collect(JsonNode node, Set<String> names) {
    if (node.isTextual()) {
      GAP.matcher(node.asText()).results().forEach(gap -> names.add(Objects.requireNonNull(gap.group(1))));
    }
    node.forEach(each -> collect(each, names));
  }

  /// How it reads: the first of its forms that has words.
  static @Nullable String text(JsonNode types) {
    for (var type : types) {
      var body = TwilioJson.text(type.path("body"));
      if (body != null) {
        return body;
      }
    }
    return null;
  }

  static Content.Template fill(ServiceTemplate template, Map<String, TemplateValue> values) {
    var text = template.text() == null ? null : GAP.matcher(template.text()).replaceAll(gap -> {
      var value = values.get(Objects.requireNonNull(gap.group(1)));
      return Matcher.quoteReplacement(value == null || value.text() == null ? "" : value.text());
    });
    return new Content.Template(template.name(), template.language(), values, List.of(), text);
  }

  private ContentGaps() {}
}
