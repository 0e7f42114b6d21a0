package dev.switchboard.core.spi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a customer can do with an interactive message: press a button, pick from a list, follow a link.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({@JsonSubTypes.Type(Interaction.Buttons.class), @JsonSubTypes.Type(Interaction.Picker.class),
    @JsonSubTypes.Type(Interaction.Link.class)})
public sealed interface Interaction {

  /// Buttons below the message.
  @JsonTypeName("buttons")
  record Buttons(List<Button> buttons) implements Interaction {

    public Buttons {
      buttons = List.copyOf(buttons);
    }
  }

  /// A list that opens when its button is pressed.
  ///
  /// @param label what the button says
  @JsonTypeName("list")
  record Picker(String label, List<Section> sections) implements Interaction {

    public Picker {
      sections = List.copyOf(sections);
    }
  }

  /// A button that opens a page.
  @JsonTypeName("link")
  record Link(String label, URI url) implements Interaction {}

  /// @param id what comes back when it is pressed
  record Button(String id, String title) {}

  /// @param title may be null where there is one section
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Section(@Nullable String title, List<Row> rows) {

    public Section {
      rows = List.copyOf(rows);
    }
  }

  /// @param id what comes back when it is picked
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(String id, String title, @Nullable String description) {}
}
