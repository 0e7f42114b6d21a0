package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.Interaction;
import java.util.List;
import java.util.function.Function;

/// Writes the `interactive` object: reply buttons, a list, or a button that opens a page.
///
/// https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-reply-buttons-messages,
/// …/interactive-list-messages and …/interactive-cta-url-messages
final class InteractiveBody {

  /// @param media writes a file
  static ObjectNode write(Content.Interactive content, Function<Content.Media, ObjectNode> media) {
    var longest = content.action() instanceof Interaction.Picker ? Limit.LIST_BODY : Limit.BODY;
    var body = Json.object();
    switch (content.action()) {
      case Interaction.Buttons(var buttons) -> body.put("type", "button").set("action", buttons(buttons));
      case Interaction.Picker(var label, var sections) -> body.put("type", "list").set("action", list(label, sections));
      case Interaction.Link link -> body.put("type", "cta_url").set("action", link(link));
    }
    body.putObject("body").put("text", Limit.text("the body", content.body(), longest));
    header(content, media, body);
    if (content.footer() != null && !content.footer().isBlank()) {
      body.putObject("footer").put("text", Limit.atMost("the footer", content.footer(), Limit.FOOTER));
    }
    return body;
  }

  private static void header(Content.Interactive content, Function<Content.Media, ObjectNode> media, ObjectNode body) {
    if (content.media() != null) {
      if (content.action() instanceof Interaction.Picker) {
        throw NotSendable.content("a list has no picture above it, only a text");
      }
      var type = headerType(content.media());
      body.putObject("header").put("type", type).set(type, media.apply(withoutCaption(content.media())));
    } else if (content.header() != null && !content.header().isBlank()) {
      body.putObject("header").put("type", "text").put("text",
          Limit.atMost("the header", content.header(), Limit.HEADER));
    }
  }

  static String headerType(Content.Media media) {
    return switch (media) {
      case Content.Image _,Content.Video _,Content.Document _ -> media.kind().code();
      case Content.Audio _,Content.Sticker _ ->
          throw NotSendable.content("above a message may stand a picture, a film or a document");
    };
  }

  static Content.Media withoutCaption(Content.Media media) {
    return switch (media) {
      case Content.Image image -> new Content.Image(image.file(), null);
      case Content.Video video -> new Content.Video(video.file(), null);
      case Content.Document document -> new Content.Document(document.file(), null);
      case Content.Audio audio -> audio;
      case Content.Sticker sticker -> sticker;
    };
  }

  private static ObjectNode buttons(List<Interaction.Button> buttons) {
    Limit.count("buttons", buttons.size(), Limit.BUTTONS);
    Limit.distinct("button's id", buttons.stream().map(Interaction.Button::id).toList());
    Limit.distinct("button's title", buttons.stream().map(Interaction.Button::title).toList());
    var action = Json.object();
    var array = action.putArray("buttons");
    for (var button : buttons) {
      array.addObject().put("type", "reply").putObject("reply")
          .put("id", Limit.text("a button's id", button.id(), Limit.BUTTON_ID))
          .put("title", Limit.text("a button's title", button.title(), Limit.LABEL));
    }
    return action;
  }

  private static ObjectNode list(String label, List<Interaction.Section> sections) {
    Limit.count("sections", sections.size(), Limit.SECTIONS);
    var rows = sections.stream().flatMap(section -> section.rows().stream()).toList();
    Limit.count("rows", rows.size(), Limit.ROWS);
    Limit.distinct("row's id", rows.stream().map(Interaction.Row::id).toList());
    var action = Json.object().put("button", Limit.text("the list's button", label, Limit.LABEL));
    var array = action.putArray("sections");
    for (var section : sections) {
      var each = array.addObject();
      if (sections.size() > 1 || section.title() != null) {
        each.put("title", Limit.text("a section's title", section.title(), Limit.ROW_TITLE));
      }
      var eachRows = each.putArray("rows");
      section.rows().forEach(row -> eachRows.add(row(row)));
    }
    return action;
  }

  private static ObjectNode row(Interaction.Row row) {
    var body = Json.object().put("id", Limit.text("a row's id", row.id(), Limit.ROW_ID)).put("title",
        Limit.text("a row's title", row.title(), Limit.ROW_TITLE));
    if (row.description() != null && !row.description().isBlank()) {
      body.put("description", Limit.atMost("a row's description", row.description(), Limit.ROW_DESCRIPTION));
    }
    return body;
  }

  private static ObjectNode link(Interaction.Link link) {
    var action = Json.object().put("name", "cta_url");
    action.putObject("parameters").put("display_text", Limit.text("the button", link.label(), Limit.LABEL)).put("url",
        link.url().toString());
    return action;
  }

  private InteractiveBody() {}
}
