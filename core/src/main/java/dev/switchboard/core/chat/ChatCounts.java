package dev.switchboard.core.chat;

import dev.switchboard.core.database.Database;
import jakarta.inject.Singleton;
import java.util.UUID;

/// How many chats there are to be seen to. Reads sums, never chats: what a chat counts for is added by the database in the
/// transaction that changes it (`count_chat()`). Thread-safe.
@Singleton
public final class ChatCounts {

  private static final int BATCH = 10_000;

  private final Database database;

  public ChatCounts(Database database) {
    this.database = database;
  }

  /// @param ownerId a tenant, or an agent: then of the chats that they see to
  public ChatCount of(UUID ownerId) {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          select coalesce(sum(open), 0), coalesce(sum(unread), 0), coalesce(sum(waiting), 0), coalesce(sum(unassigned), 0)
          from chat_counts
          where owner_id = ?
          """)) {
        statement.setObject(1, ownerId);
        try (var row = statement.executeQuery()) {
          row.next();
          return new ChatCount(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
        }
      }
    });
  }

  /// Adds up the rows of each owner, in small transactions and without waiting for anybody. Whoever reads meanwhile sees the
  /// same sums.
  public void fold() {
    var sql = """
        with single as (
          delete from chat_counts
          where ctid = any (array(
            select ctid
            from chat_counts
            order by owner_id
            limit %d
            for update skip locked))
          returning *),
        sums as (
          insert into chat_counts (owner_id, open, unread, waiting, unassigned)
          select owner_id, sum(open), sum(unread), sum(waiting), sum(unassigned)
          from single
          group by owner_id
          having (sum(open), sum(unread), sum(waiting), sum(unassigned)) <> (0, 0, 0, 0)
          returning 1)
        select (select count(*) from single) - (select count(*) from sums)
        """.formatted(BATCH);
    long fewer;
    do {
      fewer = database.transaction(connection -> {
        try (var statement = connection.prepareStatement(sql); var row = statement.executeQuery()) {
          row.next();
          return row.getLong(1);
        }
      });
      // Where little was saved, little is left to be.
    } while (fewer > BATCH / 2);
  }
}
