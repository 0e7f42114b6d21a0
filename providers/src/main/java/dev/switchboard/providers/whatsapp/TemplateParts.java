package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.Placeholder;
import dev.switchboard.core.spi.Placeholder.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A template's components as far as they have gaps.
///
/// Meta counts the gaps of each component by itself or names them. So that each has a name of its own, those of the body keep
/// theirs, and so does a header's if it has one; a counted one in the header and a header's file are called `header`, and the
/// gap of a button is called by its place, `button.1`.
///
/// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates/components
///
/// @param header null where there is none
/// @param footer null where there is none
/// @param code whether it carries a one-time password, which its button takes from the body
/// @param foreign what it has that variables cannot fill; null where there is nothing of that kind
record TemplateParts(@Nullable Header header, String body, List<Gap> gaps, @Nullable String footer,
    List<Button> buttons, boolean code, @Nullable String foreign) {

  static final Pattern GAP = Pattern.compile("\\{\\{\\s*(\\w{1,64})\\s*}}");
  static final String HEADER = "header";
  private static final int LONGEST_CODE = 15;
  private static final int LONGEST_SUFFIX = 2000;

  /// @param text null where it is a file
  /// @param gap null where it needs nothing
  record Header(Kind kind, @Nullable String text, @Nullable Gap gap) {}

  /// @param name of the variable that fills it
  /// @param named Meta's name of it; null where it is counted
  record Gap(String name, @Nullable String named, @Nullable String example) {}

  /// @param index from 0
  /// @param type as it is sent, such as `url`
  /// @param name of the variable that fills it; null where nothing does
  record Button(int index, String type, @Nullable String name, boolean required, String label,
      @Nullable String example) {}

  static TemplateParts of(JsonNode components, String category) {
    Header header = null;
    var body = "";
    var gaps = new ArrayList<Gap>();
    String footer = null;
    var buttons = new ArrayList<Button>();
    String foreign = null;
    for (var component : components) {
      var type = component.path("type").asText().toUpperCase(Locale.ROOT);
      switch (type) {
        case "HEADER" -> {
          header = header(component);
          foreign = header == null ? "a header that shows a place" : foreign;
        }
        case "BODY" -> {
          body = component.path("text").asText();
          gaps.addAll(gaps(body, component.path("example"), "body_text", null));
        }
        case "FOOTER" -> footer = Json.text(component.path("text"));
        case "BUTTONS" -> {
          for (var i = 0; i < component.path("buttons").size(); i++) {
            var button = button(i, component.path("buttons").path(i));
            foreign = button == null ? "a button that shows products" : foreign;
            buttons.add(button == null ? new Button(i, "", null, false, "", null) : button);
          }
        }
        case "CAROUSEL" -> foreign = "a carousel";
        case "LIMITED_TIME_OFFER" -> foreign = "an offer that ends";
        // What has no gaps, and what Meta thinks of next.
        default -> {}
      }
    }
    var code = "AUTHENTICATION".equalsIgnoreCase(category);
    if (code && gaps.isEmpty()) {
      gaps.add(new Gap("1", null, null));
    }
    return new TemplateParts(header, body, List.copyOf(gaps), footer, List.copyOf(buttons), code, foreign);
  }

  private static @Nullable Header header(JsonNode component) {
    return switch (component.path("format").asText("TEXT").toUpperCase(Locale.ROOT)) {
      case "TEXT" -> {
        var text = component.path("text").asText();
        var gaps = gaps(text, component.path("example"), "header_text", HEADER);
        yield new Header(Kind.TEXT, text, gaps.isEmpty() ? null : gaps.getFirst());
      }
      case "IMAGE" -> new Header(Kind.IMAGE, null, new Gap(HEADER, null, null));
      case "VIDEO", "GIF" -> new Header(Kind.VIDEO, null, new Gap(HEADER, null, null));
      case "DOCUMENT" -> new Header(Kind.DOCUMENT, null, new Gap(HEADER, null, null));
      default -> null;
    };
  }

  /// @param countedAs what a counted gap is called; null for its number
  private static List<Gap> gaps(String text, JsonNode example, String examples, @Nullable String countedAs) {
    var gaps = new LinkedHashMap<String, Gap>();
    var matcher = GAP.matcher(text);
    while (matcher.find()) {
      var gap = Objects.requireNonNull(matcher.group(1));
      var counted = gap.chars().allMatch(Character::isDigit);
      var name = counted && countedAs != null ? countedAs : gap;
      gaps.putIfAbsent(gap, new Gap(name, counted ? null : gap, example(example, examples, gap, counted)));
    }
    return gaps.values().stream().toList();
  }

  // Counted: {"body_text":[["Ana","12"]]} and {"header_text":["Ana"]}; named: {"body_text_named_params":[{"param_name":…}]}.
  private static @Nullable String example(JsonNode example, String member, String gap, boolean counted) {
    if (!counted) {
      for (var named : example.path(member + "_named_params")) {
        if (named.path("param_name").asText().equals(gap)) {
          return Json.text(named.path("example"));
        }
      }
      return null;
    }
    var row = example.path(member).path(0).isArray() ? example.path(member).path(0) : example.path(member);
    return gap.length() > 4 ? null : Json.text(row.path(Integer.parseInt(gap) - 1));
  }

  private static @Nullable Button button(int index, JsonNode button) {
    var label = button.path("text").asText();
    var name = "button." + (index + 1);
    return switch (button.path("type").asText().toUpperCase(Locale.ROOT)) {
      case "QUICK_REPLY" -> new Button(index, "quick_reply", name, false, label, null);
      case "URL" -> GAP.matcher(button.path("url").asText()).find()
          ? new Button(index, "url", name, true, label, Json.text(button.path("example").path(0)))
          : new Button(index, "url", null, false, label, null);
      case "COPY_CODE" -> new Button(index, "copy_code", name, true, label, Json.text(button.path("example")));
      // Sent as a link with the code in it.
      case "OTP" -> new Button(index, "url", name, true, label, null);
      case "MPM", "SPM", "PRODUCT" -> null;
      default -> new Button(index, "", null, false, label, null);
    };
  }

  /// What fills it, in the order in which one reads it.
  List<Placeholder> placeholders() {
    var placeholders = new LinkedHashMap<String, Placeholder>();
    if (header != null && header.gap() != null) {
      var gap = header.gap();
      placeholders.put(gap.name(), new Placeholder(gap.name(), header.kind(), true, header.kind() == Kind.TEXT,
          header.kind() == Kind.TEXT ? Limit.HEADER : null, "header", gap.example()));
    }
    for (var gap : gaps) {
      placeholders.putIfAbsent(gap.name(), new Placeholder(gap.name(), Kind.TEXT, true, true,
          code ? LONGEST_CODE : Limit.BODY, "body", gap.example()));
    }
    for (var button : buttons) {
      // The button of a one-time password takes what the body says.
      if (button.name() != null && !(code && button.type().equals("url"))) {
        placeholders.put(button.name(), new Placeholder(button.name(), Kind.TEXT, button.required(), true,
            longest(button), "button: " + button.label(), button.example()));
      }
    }
    return List.copyOf(placeholders.values());
  }

  private static int longest(Button button) {
    return switch (button.type()) {
      case "url" -> LONGEST_SUFFIX;
      case "copy_code" -> LONGEST_CODE;
      default -> Limit.BUTTON_ID;
    };
  }

  /// How it reads, with its gaps under the names of their variables.
  String text() {
    return text(header == null || header.text() == null || header.gap() == null
        ? null
        : GAP.matcher(header.text()).replaceAll("{{" + header.gap().name() + "}}"), body);
  }

  /// @param above the header's text
  String text(@Nullable String above, String words) {
    var text = new StringBuilder();
    var first = above != null || header == null ? above : header.text();
    if (first != null && !first.isBlank()) {
      text.append(first).append('\n');
    }
    text.append(words);
    if (footer != null) {
      text.append('\n').append(footer);
    }
    return text.toString();
  }
}
