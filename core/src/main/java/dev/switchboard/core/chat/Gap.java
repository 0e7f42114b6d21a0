package dev.switchboard.core.chat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What can be filled into a canned reply.
public enum Gap {
  /// What the customer is called.
  CONTACT("contact.name"),
  /// What the agent is called who is about to say it.
  AGENT("agent.name"),
  /// The name of the account that the chat is held over.
  ACCOUNT("account.name");

  private static final Pattern WRITTEN = Pattern.compile("\\{\\{\\s*([^{}]*?)\\s*}}");

  private final String label;

  Gap(String label) {
    this.label = label;
  }

  /// As it stands between the braces.
  public String label() {
    return label;
  }

  /// What stands in a text between pairs of braces and is no gap.
  public static List<String> unknown(String text) {
    return WRITTEN.matcher(text).results().map(match -> match.group(1)).filter(name -> named(name).isEmpty()).toList();
  }

  /// The text with its gaps filled.
  static String fill(String text, Function<Gap, String> filling) {
    return WRITTEN.matcher(text).replaceAll(match -> Matcher.quoteReplacement(
        named(match.group(1)).map(filling).orElse(match.group())));
  }

  private static Optional<Gap> named(String name) {
    return Arrays.stream(values()).filter(gap -> gap.label.equals(name)).findFirst();
  }
}
