package dev.switchboard.api.template;

import dev.switchboard.api.body.Paging;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.template.TemplateCursor;
import dev.switchboard.core.template.TemplateView;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads what a list of templates is asked with.
final class TemplateQuery {

  static @Nullable TemplateCursor after(@Nullable String after) {
    return after == null
        ? null
        : TemplateCursor.decode(after).orElseThrow(() -> Paging.bad("after", "is not the `next` of a page"));
  }

  /// What goes on after a template.
  static String cursor(TemplateView template) {
    return new TemplateCursor(template.name(), template.id()).encode();
  }

  static @Nullable Channel channel(@Nullable String channel) {
    return channel == null ? null : channel("channel", channel);
  }

  static Channel channel(String member, String channel) {
    return Arrays.stream(Channel.values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(channel)).findFirst()
        .orElseThrow(() -> ProblemException.of(List.of(new FieldError(member, "unknown-value", "must be one of "
            + Arrays.stream(Channel.values()).map(each -> each.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "))))));
  }

  /// PostgreSQL takes neither in a text.
  static @Nullable String text(String parameter, @Nullable String text) {
    if (text != null && text.indexOf('\0') >= 0) {
      throw Paging.bad(parameter, "must not contain U+0000");
    }
    return text == null || text.isBlank() ? null : text.strip();
  }

  private TemplateQuery() {}
}
