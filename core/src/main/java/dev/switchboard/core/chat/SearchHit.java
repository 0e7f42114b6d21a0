package dev.switchboard.core.chat;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that was searched for.
///
/// @param chat in which it was found
/// @param messageId the message that says it; null where the chat's contact is who was searched for
/// @param snippet the message's text around it; null where it is no message
/// @param at when it was said, or when something happened last in the chat
public record SearchHit(ChatView chat, @Nullable UUID messageId, @Nullable String snippet, Instant at) {

  /// Where the list goes on after this one.
  public ChatCursor cursor() {
    return new ChatCursor(at, messageId == null ? chat.id() : messageId);
  }
}
