package dev.switchboard.core.template;

import dev.switchboard.core.message.AcceptResult;
import dev.switchboard.core.spi.Content;

/// What becomes of a message that names a template.
public sealed interface Resolution {

  /// @param content what is sent; no template any more where the template is our own
  record Filled(Content content, TemplateUse use) implements Resolution {}

  /// We know nothing of it, and nothing of what the service keeps: the provider tries as it stands.
  record AsItIs() implements Resolution {}

  record Refused(AcceptResult.Refused answer) implements Resolution {}
}
