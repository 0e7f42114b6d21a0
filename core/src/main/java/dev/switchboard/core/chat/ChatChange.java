package dev.switchboard.core.chat;

import java.util.UUID;

/// What became of something that somebody wanted to do to a chat.
public sealed interface ChatChange {

  /// Whether the chat is not as it was.
  default boolean hasChanged() {
    return this instanceof Done(var changed) && changed;
  }

  /// The chat is as it was to be.
  ///
  /// @param changed whether it was not so before
  record Done(boolean changed) implements ChatChange {}

  /// There is no such chat.
  record NoChat() implements ChatChange {}

  /// There is no such agent who could see to it.
  record NoAgent() implements ChatChange {}

  /// The agent who is to see to it does not see its account.
  record Unseen() implements ChatChange {}

  /// One of the labels is none.
  record NoLabel() implements ChatChange {}

  /// Only an open chat can be so.
  record NotOpen() implements ChatChange {}

  /// The same customer has another open chat over the account.
  record ContinuedIn(UUID chatId) implements ChatChange {}
}
