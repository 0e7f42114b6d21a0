package dev.switchboard.core.template;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Placeholder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The words of an own template, as somebody writes them.
///
/// @param body the texts by member, as the channel has them
/// @param variables everything that the body names, and whatever else callers hand in for all languages alike
public record TemplateDraft(ObjectNode body, List<Variable> variables) {

  private static final int MOST_VARIABLES = 100;
  private static final int LONGEST_DESCRIPTION = 1_000;

  public TemplateDraft {
    variables = List.copyOf(variables);
  }

  /// @param description what it means, for people
  /// @param example what it may be
  public record Variable(String name, @Nullable String description, @Nullable String example) {

    Placeholder placeholder() {
      return new Placeholder(name, Placeholder.Kind.TEXT, true, false, null, description, example);
    }
  }

  List<Placeholder> placeholders() {
    return variables.stream().map(Variable::placeholder).toList();
  }

  /// Everything that is wrong with it.
  List<TemplateFault> faults(Channel channel) {
    var faults = new ArrayList<TemplateFault>();
    var declared = declared(faults);
    try {
      faults.addAll(undeclared(Wording.of(channel, body).gaps(), declared));
    } catch (BadWordingException e) {
      faults.addAll(e.faults());
      faults.addAll(undeclared(e.gaps(), declared));
    }
    if (!Jsonb.isStorable(Template.json(body)) || !Jsonb.isStorable(Template.json(variables))) {
      faults.add(new TemplateFault("body", "bad-character", "must not contain U+0000 or broken surrogates"));
    }
    return faults;
  }

  private static List<TemplateFault> undeclared(Map<String, List<Phrase.Gap>> gaps, Set<String> declared) {
    return gaps.entrySet().stream()
        .flatMap(member -> member.getValue().stream()
            .filter(gap -> !declared.contains(gap.variable()))
            .map(gap -> new TemplateFault("body." + member.getKey(), "undeclared-variable",
                "line " + gap.line() + ": {{" + gap.variable() + "}} is not declared in variables")))
        .distinct()
        .toList();
  }

  private HashSet<String> declared(List<TemplateFault> faults) {
    var declared = new HashSet<String>();
    if (variables.size() > MOST_VARIABLES) {
      faults.add(new TemplateFault("variables", "bad-value", "must have at most " + MOST_VARIABLES + " elements"));
    }
    for (var i = 0; i < variables.size(); i++) {
      var variable = variables.get(i);
      var member = "variables[" + i + "]";
      if (!Phrase.NAME.matcher(variable.name()).matches()) {
        faults.add(new TemplateFault(member + ".name", "bad-value",
            "must be up to 64 letters without accents, digits and _"));
      } else if (!declared.add(variable.name())) {
        faults.add(new TemplateFault(member + ".name", "bad-value", "is there already"));
      }
      if (isTooLong(variable.description()) || isTooLong(variable.example())) {
        faults.add(new TemplateFault(member, "bad-value",
            "must have a description and an example of at most " + LONGEST_DESCRIPTION + " characters"));
      }
    }
    return declared;
  }

  private static boolean isTooLong(@Nullable String text) {
    return text != null && text.length() > LONGEST_DESCRIPTION;
  }
}
