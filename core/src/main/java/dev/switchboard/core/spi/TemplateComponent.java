package dev.switchboard.core.spi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What fills one part of a template that the service keeps.
///
/// @param part which one
/// @param button the kind of button, such as `quick_reply` or `url`; null for other parts
/// @param index which button, from 0; null for other parts
/// @param parameters in the order of the template's placeholders
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TemplateComponent(Part part, @Nullable String button, @Nullable Integer index,
    List<Parameter> parameters) {

  public TemplateComponent {
    parameters = List.copyOf(parameters);
  }

  /// Where it stands.
  public enum Part {
    HEADER, BODY, BUTTON
  }

  /// One value: a text, a file for a header, or what a button sends back.
  ///
  /// @param name of the placeholder, where the template names them; null where it counts them
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Parameter(@Nullable String name, @Nullable String text, Content.@Nullable Media media,
      @Nullable String payload) {

    public static Parameter text(String text) {
      return new Parameter(null, text, null, null);
    }
  }
}
