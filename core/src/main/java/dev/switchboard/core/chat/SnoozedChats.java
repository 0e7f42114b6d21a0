package dev.switchboard.core.chat;

import dev.switchboard.core.assignment.WaitingChats;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.doorbell.Doorbell;
import jakarta.inject.Singleton;

/// Brings chats back whose time has come. Thread-safe, and harmless when several nodes do it at once.
@Singleton
public final class SnoozedChats {

  private static final int BATCH = 200;

  private final Database database;
  private final Doorbell doorbell;

  public SnoozedChats(Database database, Doorbell doorbell) {
    this.database = database;
    this.doorbell = doorbell;
  }

  /// Brings back what is due, in small transactions, and returns how many. Where nothing is, it is one look into an index of
  /// the snoozed chats.
  public int wake() {
    var sql = """
        with due as (
          select id
          from chats
          where snoozed_until <= now()
          order by snoozed_until
          limit %d
          for no key update skip locked),
        woken as (
          update chats c
          set snoozed_until = null
          from due
          where c.id = due.id
          returning c.id, c.tenant_id, c as chat)
        insert into events (epoch, tenant_id, kind, chat_id, payload)
        select (select max(epoch) from event_epochs), tenant_id, 'chat_updated', id, chat_told(chat)
        from woken
        """.formatted(BATCH);
    var woken = 0;
    int batch;
    do {
      batch = database.transaction(connection -> {
        try (var statement = connection.prepareStatement(sql)) {
          return statement.executeUpdate();
        }
      });
      woken += batch;
    } while (batch == BATCH);
    if (woken > 0) {
      doorbell.ring("events");
      doorbell.ring(WaitingChats.DUE);
    }
    return woken;
  }
}
