package dev.switchboard.core.webhook;

import dev.switchboard.core.spi.WebhookResult;

/// What became of a webhook.
public sealed interface WebhookOutcome {

  /// It is stored and applied, with everything that was not understood kept.
  record Stored(WebhookResult.Answer answer) implements WebhookOutcome {}

  /// It does not verify. Nothing is stored.
  record Refused(String why) implements WebhookOutcome {}

  /// There is no such account, or it is switched off.
  record UnknownAccount() implements WebhookOutcome {}
}
