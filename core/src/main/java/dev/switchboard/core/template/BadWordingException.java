package dev.switchboard.core.template;

import java.util.List;
import java.util.Map;

/// A body is none for its channel.
final class BadWordingException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<TemplateFault> faults;
  private final transient Map<String, List<Phrase.Gap>> gaps;

  /// @param gaps of the members that can be read
  BadWordingException(List<TemplateFault> faults, Map<String, List<Phrase.Gap>> gaps) {
    super(String.valueOf(faults), null, false, false);
    this.faults = List.copyOf(faults);
    this.gaps = gaps;
  }

  Map<String, List<Phrase.Gap>> gaps() {
    return gaps;
  }

  List<TemplateFault> faults() {
    return faults;
  }
}
