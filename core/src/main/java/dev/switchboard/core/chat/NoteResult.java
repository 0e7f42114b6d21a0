package dev.switchboard.core.chat;

import java.util.UUID;

/// What became of a note.
public sealed interface NoteResult {

  /// It is in the thread.
  ///
  /// @param repeated whether it was there before, from an earlier request with the same key
  record Noted(UUID messageId, boolean repeated) implements NoteResult {}

  /// There is no such chat.
  record NoChat() implements NoteResult {}

  /// The key was used with something else.
  record KeyReused() implements NoteResult {}
}
