package dev.switchboard.core.template;

import java.util.List;
import java.util.UUID;

/// What became of a template that somebody wanted to make or change.
public sealed interface TemplateChange {

  /// @param version the one that is sent from now on
  record Done(UUID id, int version) implements TemplateChange {}

  /// Nothing was changed.
  record Faulty(List<TemplateFault> faults) implements TemplateChange {

    public Faulty {
      faults = List.copyOf(faults);
    }
  }

  /// There is none, or it is deleted.
  record Unknown() implements TemplateChange {}

  /// The service keeps it, so it is changed there.
  record NotOurs() implements TemplateChange {}

  /// Somebody else has changed it meanwhile.
  ///
  /// @param version the one that it is at
  record Outdated(int version) implements TemplateChange {}
}
