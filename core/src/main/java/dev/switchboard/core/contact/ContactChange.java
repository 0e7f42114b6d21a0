package dev.switchboard.core.contact;

/// What became of something that somebody wanted to change about a contact.
public enum ContactChange {
  /// It is as it was to be.
  DONE,
  /// It would have more fields than a contact may have. Nothing was changed.
  TOO_MANY_FIELDS,
  /// There is no such contact.
  UNKNOWN
}
