package dev.switchboard.core.chat;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Rows;
import dev.switchboard.core.tenant.Viewer;
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

  /// Of all chats that somebody sees.
  public ChatCount of(Viewer viewer) {
    return viewer.seesAll()
        ? sum("owner_id = ?", viewer.tenantId())
        // Also of those that were deleted: their chats stay.
        : sum("""
            owner_id in (
              select id
              from channel_accounts
              where tenant_id = ?
                and id <> all (?::uuid[]))""", viewer.tenantId(), viewer.hiddenIds());
  }

  /// Of those that an agent sees to.
  public ChatCount ofAgent(UUID agentId) {
    return sum("owner_id = ?", agentId);
  }

  private ChatCount sum(String owners, Object... values) {
    return database.autocommit(connection -> {
      try (var statement = Rows.prepare(connection, """
          select coalesce(sum(open), 0), coalesce(sum(unread), 0), coalesce(sum(waiting), 0), coalesce(sum(unassigned), 0)
          from chat_counts
          where\s""" + owners, values)) {
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
