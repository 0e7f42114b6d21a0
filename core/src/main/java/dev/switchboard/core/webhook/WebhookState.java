package dev.switchboard.core.webhook;

/// How much of a kept webhook was understood.
public enum WebhookState {
  /// Everything in it was, and is applied.
  APPLIED,
  /// Something in it was not; the rest is applied.
  PARTLY_UNKNOWN
}
