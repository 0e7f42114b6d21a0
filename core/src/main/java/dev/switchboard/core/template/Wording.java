package dev.switchboard.core.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Content;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What one of our own templates says: its texts by member, as its channel has them.
///
/// | channel | members |
/// | --- | --- |
/// | SMS, WHATSAPP, TELEGRAM | `text` |
/// | EMAIL | `subject`, `text` and `html` or one of them, `unsubscribe` |
/// | PUSH | `title`, `body` or both, `link`, `data` |
final class Wording {

  private static final String DATA = "data.";
  private static final int LONGEST = 256 * 1024;
  private static final int LONGEST_SUBJECT = 998;

  private enum Form {
    TEXT, LINE, MARKUP, LINK
  }

  private final Channel channel;
  private final Map<String, Phrase> phrases;

  private Wording(Channel channel, Map<String, Phrase> phrases) {
    this.channel = channel;
    this.phrases = phrases;
  }

  /// @throws BadWordingException with everything that is wrong
  static Wording of(Channel channel, JsonNode body) throws BadWordingException {
    var reader = new Reader(forms(channel));
    reader.read(body);
    switch (channel) {
      case SMS, WHATSAPP, TELEGRAM -> reader.needs("text");
      case EMAIL -> {
        reader.needs("subject");
        reader.needs("text", "html");
      }
      case PUSH -> reader.needs("title", "body");
    }
    if (!reader.faults.isEmpty()) {
      throw new BadWordingException(reader.faults, gaps(reader.phrases));
    }
    return new Wording(channel, reader.phrases);
  }

  private static Map<String, Form> forms(Channel channel) {
    var forms = new LinkedHashMap<String, Form>();
    switch (channel) {
      case SMS, WHATSAPP, TELEGRAM -> forms.put("text", Form.TEXT);
      case EMAIL -> {
        forms.put("subject", Form.LINE);
        forms.put("text", Form.TEXT);
        forms.put("html", Form.MARKUP);
        forms.put("unsubscribe", Form.LINK);
      }
      case PUSH -> {
        forms.put("title", Form.LINE);
        forms.put("body", Form.TEXT);
        forms.put("link", Form.LINK);
        forms.put("data", Form.TEXT);
      }
    }
    return forms;
  }

  /// The gaps by the member that they stand in.
  Map<String, List<Phrase.Gap>> gaps() {
    return gaps(phrases);
  }

  private static Map<String, List<Phrase.Gap>> gaps(Map<String, Phrase> phrases) {
    return phrases.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
        phrase -> List.copyOf(phrase.getValue().gaps()), (one, _) -> one, LinkedHashMap::new));
  }

  /// The values that do not fit where they stand, each once.
  ///
  /// @param values by variable; of those that are missing nothing is said
  List<Phrase.Misfit> misfits(Map<String, String> values) {
    var misfits = new LinkedHashMap<String, Phrase.Misfit>();
    phrases.values().forEach(
        phrase -> phrase.misfits(values).forEach(misfit -> misfits.putIfAbsent(misfit.variable(), misfit)));
    return List.copyOf(misfits.values());
  }

  /// @param values by variable; all fit
  /// @throws IllegalArgumentException where they make an address that is none
  Content fill(Map<String, String> values) {
    return switch (channel) {
      case SMS, WHATSAPP, TELEGRAM -> new Content.Text(Objects.requireNonNull(filled("text", values)));
      case EMAIL -> new Content.Email(Objects.requireNonNull(filled("subject", values)), filled("text", values),
          filled("html", values), null, List.of(), List.of(), address("unsubscribe", values));
      case PUSH -> new Content.Notification(filled("title", values), filled("body", values), null, data(values),
          address("link", values), null, null);
    };
  }

  private @Nullable String filled(String member, Map<String, String> values) {
    var phrase = phrases.get(member);
    return phrase == null ? null : phrase.fill(values);
  }

  private @Nullable URI address(String member, Map<String, String> values) {
    var address = filled(member, values);
    return address == null ? null : URI.create(address);
  }

  private Map<String, String> data(Map<String, String> values) {
    return phrases.entrySet().stream().filter(phrase -> phrase.getKey().startsWith(DATA)).collect(
        Collectors.toMap(phrase -> phrase.getKey().substring(DATA.length()), phrase -> phrase.getValue().fill(values)));
  }

  /// Reads a body member by member, and goes on where one is wrong.
  private static final class Reader {

    private final Map<String, Form> forms;
    private final Map<String, Phrase> phrases = new LinkedHashMap<>();
    private final List<TemplateFault> faults = new ArrayList<>();

    Reader(Map<String, Form> forms) {
      this.forms = forms;
    }

    void read(JsonNode body) {
      for (var member : body.properties()) {
        var form = forms.get(member.getKey());
        if (form == null) {
          fault(member.getKey(), "unknown-member",
              "is not known for this channel; known are " + String.join(", ", forms.keySet()));
        } else if (member.getKey().equals("data") && member.getValue().isObject()) {
          member.getValue().properties().forEach(each -> phrase(DATA + each.getKey(), each.getValue(), form));
        } else {
          phrase(member.getKey(), member.getValue(), form);
        }
      }
    }

    private void phrase(String member, JsonNode value, Form form) {
      if (value.isNull()) {
        return;
      }
      if (!value.isTextual() || member.equals("data")) {
        fault(member, "wrong-type", member.equals("data") ? "must be an object of texts" : "must be a text");
        return;
      }
      var text = value.asText();
      if (text.isBlank()) {
        fault(member, "bad-value", "must not be empty");
        return;
      }
      if (text.length() > LONGEST) {
        fault(member, "content-too-long", "must have at most " + LONGEST + " characters");
        return;
      }
      try {
        phrases.put(member, parse(member, text, form));
      } catch (SyntaxException e) {
        fault(member, "bad-syntax", e.what());
      }
    }

    private Phrase parse(String member, String text, Form form) throws SyntaxException {
      return switch (form) {
        case TEXT -> Phrase.parse(text, Place.TEXT);
        case MARKUP -> Markup.parse(text);
        case LINE -> {
          if (!Place.isOneLine(text) || text.length() > LONGEST_SUBJECT) {
            fault(member, "bad-value", "must be one line of at most " + LONGEST_SUBJECT + " characters");
          }
          yield Phrase.parse(text, Place.LINE);
        }
        case LINK -> link(member, Phrase.parseLink(text));
      };
    }

    // Tried with values that fit: what is no address then is none with others either.
    private Phrase link(String member, Phrase phrase) {
      var sample = phrase.gaps().stream().collect(Collectors.toMap(Phrase.Gap::variable,
          gap -> gap.place() == Place.LINK ? "https://example.com" : "x", (one, _) -> one));
      try {
        var address = URI.create(phrase.fill(sample));
        if (!"https".equalsIgnoreCase(address.getScheme()) || address.getHost() == null) {
          fault(member, "bad-value", "must be an address that begins with https://");
        }
      } catch (IllegalArgumentException e) {
        fault(member, "bad-value", "must be an address that begins with https://");
      }
      return phrase;
    }

    void needs(String... oneOf) {
      var given = List.of(oneOf).stream()
          .anyMatch(member -> phrases.containsKey(member)
              || faults.stream().anyMatch(fault -> fault.member().equals("body." + member)));
      if (!given) {
        fault(oneOf[0], "missing", "is missing" + (oneOf.length == 1 ? "" : ", and so is " + oneOf[1]));
      }
    }

    private void fault(String member, String code, String detail) {
      faults.add(new TemplateFault("body." + member, code, detail));
    }
  }
}
