package dev.switchboard.core.chat;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Ids;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/// Archives chats in which nothing has happened for long. An archived chat is opened again by whoever answers in it; a
/// customer who writes again without answering gets a new one.
@Singleton
public final class InactiveChats {

  private static final int BATCH = 200;

  private final Database database;

  public InactiveChats(Database database) {
    this.database = database;
  }

  /// Archives in small transactions and returns how many. A chat with messages on their way is not inactive, nor
  /// is one that comes back later.
  public int archive(Duration inactiveFor) {
    var sql = """
        with inactive as (
          select c.id
          from tenants t
          cross join unnest('{0,1,2,3,7}'::smallint[]) as active(queue)
          join chats c on c.queue = active.queue and c.tenant_id = t.id
          where c.last_activity_at < now() - make_interval(secs => ?)
            and (c.last_message_id is null or c.last_message_id < ?)
            and not exists (
              select
              from outbox o
              where o.chat_id = c.id)
          order by c.id
          limit %d
          for no key update of c skip locked),
        archived as (
          update chats c
          set status = 'ARCHIVED'
          from inactive
          where c.id = inactive.id
          returning c.id, c.tenant_id, c as chat)
        insert into events (epoch, tenant_id, kind, chat_id, payload)
        select (select max(epoch) from event_epochs), tenant_id, 'chat_updated', id, chat_told(chat)
        from archived
        """.formatted(BATCH);
    // What a service sends to an address is no activity, but the chat is in use.
    var silentSince = Ids.firstAt(Instant.now().minus(inactiveFor));
    var archived = 0;
    int batch;
    do {
      batch = database.transaction(connection -> {
        try (var statement = connection.prepareStatement(sql)) {
          statement.setDouble(1, inactiveFor.toSeconds());
          statement.setObject(2, silentSince);
          return statement.executeUpdate();
        }
      });
      archived += batch;
    } while (batch == BATCH);
    return archived;
  }
}
