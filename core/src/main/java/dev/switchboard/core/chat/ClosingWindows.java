package dev.switchboard.core.chat;

import dev.switchboard.core.database.Database;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Tells that customers' windows are about to close, so that somebody can still answer freely: an event `window_closing`,
/// once for each window, however many nodes look.
///
/// A window that the customer makes longer is another one. Nothing is told of chats that are not open.
@Singleton
public final class ClosingWindows {

  private static final int BATCH = 200;

  private final Database database;

  public ClosingWindows(Database database) {
    this.database = database;
  }

  /// Tells of all windows that close within so long, in small transactions, and returns of how many. Where there are none, it
  /// is one look into an index of the windows that are open.
  public int tell(Duration before) {
    record Batch(int looked, int told) {}
    var sql = """
        with closing as (
          select id
          from chats
          where window_watched
            and window_expires_at < now() + make_interval(secs => ?)
          order by window_expires_at
          limit %d
          for no key update skip locked),
        seen as (
          update chats c
          set window_watched = false
          from closing
          where c.id = closing.id
          returning c.id, c.tenant_id, c.status, c.window_expires_at),
        told as (
          insert into events (epoch, tenant_id, kind, chat_id, payload)
          select (select max(epoch) from event_epochs), tenant_id, 'window_closing', id,
            jsonb_build_object('chatId', id, 'windowExpiresAt', window_expires_at)
          from seen
          where status = 'ACTIVE'
            and window_expires_at > now()
          returning 1)
        select (select count(*) from seen), (select count(*) from told)
        """.formatted(BATCH);
    var told = 0;
    Batch batch;
    do {
      batch = database.transaction(connection -> {
        try (var statement = connection.prepareStatement(sql)) {
          statement.setDouble(1, before.toMillis() / 1e3);
          try (var row = statement.executeQuery()) {
            row.next();
            return new Batch(row.getInt(1), row.getInt(2));
          }
        }
      });
      told += batch.told;
    } while (batch.looked == BATCH);
    return told;
  }
}
