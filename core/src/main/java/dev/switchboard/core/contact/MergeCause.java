package dev.switchboard.core.contact;

/// Why two contacts were found to be one.
public enum MergeCause {
  /// An agent, or a business service, said so.
  AGENT,
  /// A service named an address of each in one item, as of one person.
  SAME_ITEM,
  /// A service said that the person of one address has the other one now.
  MOVED
}
