package dev.switchboard.core.contact;

import java.util.UUID;

/// What became of a request to merge two contacts.
public sealed interface MergeResult {

  /// They are one.
  ///
  /// @param id of the merge, by which it can be undone
  /// @param contactId who has everything now
  record Merged(UUID id, UUID contactId) implements MergeResult {}

  /// The contact that was to be merged has been merged before, and is this one now.
  record AlreadyMerged(UUID into) implements MergeResult {}

  /// Both are the same contact.
  record Same() implements MergeResult {}

  /// There is no such contact.
  record Unknown(UUID contactId) implements MergeResult {}
}
