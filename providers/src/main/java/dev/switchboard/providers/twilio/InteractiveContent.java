package dev.switchboard.providers.twilio;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.Interaction;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Interactive messages as Twilio's content types. They need no approval while the customer's window is open.
///
/// https://www.twilio.com/docs/content/content-types-overview
final class InteractiveContent {

  private static final int MOST_BUTTONS = 3;
  private static final int MOST_ROWS = 10;

  /// @param media the address of what stands above the body; null where nothing does
  /// @throws UnsendableException where Twilio has no such content
  static ObjectNode types(Content.Interactive message, @Nullable URI media) throws UnsendableException {
    return switch (message.action()) {
      case Interaction.Buttons(var buttons) -> buttons(message, media, buttons);
      case Interaction.Picker picker -> list(message, picker);
      case Interaction.Link(var label, var url) -> link(message, media, label, url);
    };
  }

  private static ObjectNode buttons(Content.Interactive message, @Nullable URI media, List<Interaction.Button> buttons)
      throws UnsendableException {
    if (buttons.isEmpty() || buttons.size() > MOST_BUTTONS) {
      throw UnsendableException.rejected(FailureReason.CONTENT_REFUSED,
          "there may be 1 to " + MOST_BUTTONS + " buttons");
    }
    var type = content(message, media, "twilio/quick-reply");
    buttons.forEach(button -> actions(type).addObject().put("type", "QUICK_REPLY").put("title", button.title())
        .put("id", button.id()));
    return type.in();
  }

  private static ObjectNode link(Content.Interactive message, @Nullable URI media, String label, URI url) {
    var type = content(message, media, "twilio/call-to-action");
    actions(type).addObject().put("type", "URL").put("title", label).put("url", url.toString());
    return type.in();
  }

  private record Typed(ObjectNode in, ObjectNode content) {}

  // Only a card has a header and a footer.
  private static Typed content(Content.Interactive message, @Nullable URI media, String plain) {
    var card = message.header() != null || message.footer() != null || media != null;
    var types = TwilioJson.object();
    var content = types.putObject(card ? "whatsapp/card" : plain).put("body", message.body());
    if (message.header() != null) {
      content.put("header_text", message.header());
    }
    if (message.footer() != null) {
      content.put("footer", message.footer());
    }
    if (media != null) {
      content.putArray("media").add(media.toString());
    }
    return new Typed(types, content);
  }

  private static ArrayNode actions(Typed type) {
    return type.content().withArrayProperty("actions");
  }

  // A list has neither header nor footer nor sections: their words go into the body, and the rows into one list.
  private static ObjectNode list(Content.Interactive message, Interaction.Picker picker) throws UnsendableException {
    var rows = picker.sections().stream().flatMap(section -> section.rows().stream()).toList();
    if (rows.isEmpty() || rows.size() > MOST_ROWS || message.media() != null) {
      throw UnsendableException.rejected(FailureReason.CONTENT_REFUSED,
          "a list may have 1 to " + MOST_ROWS + " rows, and nothing but text above them");
    }
    var body = Stream.of(message.header(), message.body(), message.footer()).filter(Objects::nonNull)
        .collect(Collectors.joining("\n\n"));
    var types = TwilioJson.object();
    var content = types.putObject("twilio/list-picker").put("body", body).put("button", picker.label());
    var items = content.putArray("items");
    for (var row : rows) {
      var item = items.addObject().put("id", row.id()).put("item", row.title());
      if (row.description() != null) {
        item.put("description", row.description());
      }
    }
    return types;
  }

  private InteractiveContent() {}
}
