package dev.switchboard.core.event;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which of a tenant's events somebody wants to be told.
public sealed interface Interest {

  /// All of them.
  Interest ALL = new All();

  /// Those that belong to one of the chats; those that belong to no chat are not among them.
  static Interest in(Set<UUID> chats) {
    return new Chats(Set.copyOf(chats));
  }

  boolean includes(@Nullable UUID chatId);

  record All() implements Interest {

    @Override
    public boolean includes(@Nullable UUID chatId) {
      return true;
    }
  }

  /// @param chatIds need not exist: nothing happens in a chat that the tenant does not have
  record Chats(Set<UUID> chatIds) implements Interest {

    @Override
    public boolean includes(@Nullable UUID chatId) {
      return chatId != null && chatIds.contains(chatId);
    }
  }
}
