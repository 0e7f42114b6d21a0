package dev.switchboard.api.live;

import dev.switchboard.core.database.Database;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Over which accounts chats are held, which never changes, so it is remembered. Thread-safe.
@Singleton
final class ChatAccounts {

  private static final int REMEMBERED = 50_000;

  private final Database database;
  private final Map<UUID, Optional<UUID>> known = new LinkedHashMap<>(16, 0.75f, true) {

    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<UUID, Optional<UUID>> eldest) {
      return size() > REMEMBERED;
    }
  };

  ChatAccounts(Database database) {
    this.database = database;
  }

  /// Reads those that are not known. Blocks.
  void learn(Collection<UUID> chatIds) {
    var unknown = chatIds.stream().filter(chatId -> !isKnown(chatId)).distinct().toArray();
    if (unknown.length == 0) {
      return;
    }
    database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          select id, account_id
          from chats
          where id = any (?)
          """)) {
        statement.setArray(1, connection.createArrayOf("uuid", unknown));
        try (var row = statement.executeQuery()) {
          while (row.next()) {
            learn(row.getObject("id", UUID.class), row.getObject("account_id", UUID.class));
          }
          return unknown.length;
        }
      }
    });
  }

  /// @param accountId null for none
  synchronized void learn(UUID chatId, @Nullable UUID accountId) {
    known.put(chatId, Optional.ofNullable(accountId));
  }

  synchronized boolean isKnown(UUID chatId) {
    return known.containsKey(chatId);
  }

  /// Whether a chat is known to be held over none of these. Does not block.
  synchronized boolean isOutside(Set<UUID> accountIds, UUID chatId) {
    var accountId = known.get(chatId);
    return accountId != null && accountId.map(id -> !accountIds.contains(id)).orElse(true);
  }
}
