package dev.switchboard.core.spi;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// A gap in a template, which a variable of the same name fills.
///
/// @param name `code`, or where the service counts them `1`, `2`, …
/// @param required whether a message that leaves it out is refused
/// @param oneLine whether a line break or a tab in it is refused
/// @param longest in Unicode code points; null where there is no limit of its own
/// @param description where it stands or what it means, for people; null where there is nothing to say
/// @param example such as the service or the author gave; null where there is none
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Placeholder(String name, Kind kind, boolean required, boolean oneLine, @Nullable Integer longest,
    @Nullable String description, @Nullable String example) {

  /// What fills it: a text, or a file of this kind.
  public enum Kind {
    TEXT, IMAGE, VIDEO, DOCUMENT
  }
}
