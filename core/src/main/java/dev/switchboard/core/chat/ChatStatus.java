package dev.switchboard.core.chat;

/// The status of a chat.
public enum ChatStatus {
  /// Open: what the customer writes lands here.
  ACTIVE,
  /// Done, by an agent: what the customer writes next opens another.
  CLOSED,
  /// Nothing has happened in it for a long time.
  ARCHIVED
}
