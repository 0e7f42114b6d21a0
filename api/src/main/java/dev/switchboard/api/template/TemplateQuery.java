package dev.switchboard.api.template;

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

  private static final int USUAL = 50;
  private static final int MOST = 200;

  static int limit(@Nullable Integer limit) {
    if (limit != null && (limit < 1 || limit > MOST)) {
      throw bad("limit", "must be 1 to " + MOST);
    }
    return limit == null ? USUAL : limit;
  }

  static @Nullable TemplateCursor after(@Nullable String after) {
    return after == null
        ? null
        : TemplateCursor.decode(after).orElseThrow(() -> bad("after", "is not the `next` of a page"));
  }

  /// The cursor of the last one on the page, where more were found than fit.
  static @Nullable String next(List<TemplateView> found, int size) {
    if (found.size() <= size) {
      return null;
    }
    var last = found.get(size - 1);
    return new TemplateCursor(last.name(), last.id()).encode();
  }

  static List<TemplateView> page(List<TemplateView> found, int size) {
    return found.size() > size ? found.subList(0, size) : found;
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
      throw bad(parameter, "must not contain U+0000");
    }
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static ProblemException bad(String parameter, String detail) {
    return ProblemException.of(List.of(new FieldError(parameter, "bad-value", detail)));
  }

  private TemplateQuery() {}
}
