package dev.switchboard.core.message;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Something that we decided about a message and that people would ask about: an entry of its timeline.
///
/// @param details what it was decided on and what for, by name: the code's sentence names some of them
public record Decision(Code code, Map<String, String> details) {

  private static final Pattern DETAIL = Pattern.compile("\\{([A-Za-z]+)}");

  public Decision {
    // In the order in which they were said, as people read them so.
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /// What can be decided. The codes are stable: programs may compare them. The sentence is for people; what stands in
  /// braces is a detail.
  public enum Code {
    /// Free content is not allowed, so a template goes instead.
    WINDOW_TEMPLATE("The window for free content {window}, so the template {template} is sent instead."),
    /// Free content is not allowed any more, so nothing goes.
    WINDOW_CLOSED("The window for free content {window}, so it was not handed to the service."),
    /// One of several messages that together say what was asked for.
    SPLIT("The text was too long for one message: this is part {part} of {parts}."),
    /// The first way of its route was taken.
    ROUTED("The route {route} led to {account}."),
    /// Ways that stand before it in its route were not taken.
    ROUTED_AROUND("The route {route} led to {account}, passing over {passedOver}."),
    /// One way did not work, so another was taken.
    REROUTED("It goes by {account} instead of {from}, because of {reason}.");

    private final String sentence;

    Code(String sentence) {
      this.sentence = sentence;
    }

    /// The form in JSON and in the database, such as `window-template`.
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// @param details names and values in turn
  public static Decision of(Code code, String... details) {
    var byName = new LinkedHashMap<String, String>();
    for (var i = 0; i < details.length; i += 2) {
      byName.put(details[i], details[i + 1]);
    }
    return new Decision(code, byName);
  }

  /// A stored decision for people. A newer node may have written a code that this one has no sentence for.
  static String words(String label, Map<String, String> details) {
    var sentence = Stream.of(Code.values())
        .filter(code -> code.label().equals(label))
        .map(code -> code.sentence)
        .findFirst()
        .orElseGet(() -> "Decided: " + label + (details.isEmpty() ? "" : " " + details) + ".");
    return DETAIL.matcher(sentence)
        .replaceAll(detail -> Matcher.quoteReplacement(
            details.getOrDefault(Objects.requireNonNull(detail.group(1)), "?")));
  }
}
