package dev.switchboard.providers.whatsapp;

import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.spi.TemplateComponent;
import dev.switchboard.core.spi.TemplateComponent.Parameter;
import dev.switchboard.core.spi.TemplateComponent.Part;
import dev.switchboard.core.spi.TemplateSource.Filling;
import dev.switchboard.core.spi.TemplateSource.ServiceTemplate;
import dev.switchboard.core.spi.TemplateValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes of a template and its variables what Meta wants, and how it reads.
///
/// https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-message-templates
final class TemplateFilling {

  // Error 132018: a parameter has no line breaks, no tabs, and no more than four blanks on end. The former are checked before.
  private static final Pattern MANY_BLANKS = Pattern.compile(" {5}");

  private final ServiceTemplate template;
  private final TemplateParts parts;
  private final Map<String, TemplateValue> values;

  TemplateFilling(ServiceTemplate template, Map<String, TemplateValue> values) {
    this.template = template;
    this.parts = TemplateParts.of(template.components(), template.category());
    this.values = values;
  }

  Filling fill() {
    if (parts.foreign() != null) {
      return new Filling.Unfit(null, "has " + parts.foreign() + ", which cannot be sent");
    }
    for (var value : values.entrySet()) {
      var text = value.getValue().text();
      if (text != null && MANY_BLANKS.matcher(text).find()) {
        return new Filling.Unfit(value.getKey(), "must not have more than four blanks on end");
      }
    }
    var above = parts.header() == null || parts.header().text() == null ? null : filled(parts.header().text(), true);
    if (above != null && above.codePointCount(0, above.length()) > Limit.HEADER) {
      return new Filling.Unfit(TemplateParts.HEADER, "makes the header longer than " + Limit.HEADER + " characters");
    }
    var body = filled(parts.body(), false);
    if (body.codePointCount(0, body.length()) > Limit.BODY) {
      return new Filling.Unfit(null, "makes a body of more than " + Limit.BODY + " characters with these variables");
    }
    return new Filling.Filled(new Content.Template(template.name(), template.language(), values, components(),
        parts.text(above, body)));
  }

  private String filled(String text, boolean inHeader) {
    return TemplateParts.GAP.matcher(text).replaceAll(gap -> {
      var name = Objects.requireNonNull(gap.group(1));
      var counted = name.chars().allMatch(Character::isDigit);
      return Matcher.quoteReplacement(text(inHeader && counted ? TemplateParts.HEADER : name));
    });
  }

  private String text(String variable) {
    var value = values.get(variable);
    return value == null || value.text() == null ? "" : value.text();
  }

  private List<TemplateComponent> components() {
    var components = new ArrayList<TemplateComponent>();
    if (parts.header() != null && parts.header().gap() != null) {
      components.add(new TemplateComponent(Part.HEADER, null, null, List.of(header(parts.header()))));
    }
    if (!parts.gaps().isEmpty()) {
      components.add(new TemplateComponent(Part.BODY, null, null, parts.gaps().stream()
          .map(gap -> new Parameter(gap.named(), text(gap.name()), null, null)).toList()));
    }
    for (var button : parts.buttons()) {
      var value = value(button);
      if (value != null) {
        components.add(new TemplateComponent(Part.BUTTON, button.type(), button.index(), List.of(
            button.type().equals("quick_reply") ? new Parameter(null, null, null, value) : Parameter.text(value))));
      }
    }
    return components;
  }

  private Parameter header(TemplateParts.Header header) {
    var gap = Objects.requireNonNull(header.gap());
    var value = Objects.requireNonNull(values.get(gap.name()));
    if (value.file() == null) {
      return new Parameter(gap.named(), value.text(), null, null);
    }
    return new Parameter(null, null, media(header, value.file()), null);
  }

  private static Content.Media media(TemplateParts.Header header, MediaFile file) {
    return switch (header.kind()) {
      case IMAGE -> new Content.Image(file, null);
      case VIDEO -> new Content.Video(file, null);
      case DOCUMENT, TEXT -> new Content.Document(file, null);
    };
  }

  private @Nullable String value(TemplateParts.Button button) {
    if (button.name() == null) {
      return null;
    }
    if (parts.code() && button.type().equals("url")) {
      return text(parts.gaps().getFirst().name());
    }
    var value = values.get(button.name());
    return value == null ? null : value.text();
  }
}
