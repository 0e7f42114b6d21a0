package dev.switchboard.providers.telegram;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.Interaction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Buttons below a message, one a line: https://core.telegram.org/bots/api#inlinekeyboardmarkup
///
/// Telegram knows no lists: their rows are buttons, and what a button has no place for stands in the message.
final class InlineKeyboard {

  private static final int LONGEST_ID = 64;
  private static final int MOST_BUTTONS = 100;

  static ObjectNode of(Interaction action) throws NotSendableException {
    var keyboard = JsonNodeFactory.instance.objectNode();
    var lines = keyboard.putArray("inline_keyboard");
    switch (action) {
      case Interaction.Buttons(var buttons) -> {
        for (var button : buttons) {
          add(lines, button.id(), button.title());
        }
      }
      case Interaction.Picker(_, var sections) -> {
        for (var row : rows(sections)) {
          add(lines, row.id(), row.title());
        }
      }
      case Interaction.Link(var label, var url) ->
          lines.addArray().addObject().put("text", label).put("url", url.toString());
    }
    if (lines.isEmpty() || lines.size() > MOST_BUTTONS) {
      throw new NotSendableException("Telegram takes 1 to " + MOST_BUTTONS + " buttons");
    }
    return keyboard;
  }

  private static List<Interaction.Row> rows(List<Interaction.Section> sections) {
    return sections.stream().flatMap(section -> section.rows().stream()).toList();
  }

  private static void add(ArrayNode lines, String id, String title) throws NotSendableException {
    var bytes = id.getBytes(StandardCharsets.UTF_8).length;
    if (bytes < 1 || bytes > LONGEST_ID) {
      throw new NotSendableException("Telegram takes ids of buttons and rows of 1 to " + LONGEST_ID + " bytes");
    }
    lines.addArray().addObject().put("text", title).put("callback_data", id);
  }

  /// What stands above the buttons.
  static String words(Content.Interactive message) {
    var action = message.action() instanceof Interaction.Picker(_, var sections) ? explained(sections) : "";
    return Stream.of(message.header(), message.body(), action, message.footer())
        .filter(part -> part != null && !part.isBlank())
        .collect(Collectors.joining("\n\n"));
  }

  private static String explained(List<Interaction.Section> sections) {
    var lines = new ArrayList<String>();
    for (var section : sections) {
      if (section.title() != null && !section.title().isBlank()) {
        lines.add(section.title());
      }
      section.rows().stream().filter(row -> row.description() != null && !row.description().isBlank())
          .forEach(row -> lines.add(row.title() + ": " + row.description()));
    }
    return String.join("\n", lines);
  }

  private InlineKeyboard() {}
}
