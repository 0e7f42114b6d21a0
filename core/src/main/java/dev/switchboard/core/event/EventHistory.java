package dev.switchboard.core.event;

import dev.switchboard.core.database.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/// Tells what a tenant has missed since a cursor.
@Singleton
public final class EventHistory {

  private final Database database;

  public EventHistory(Database database) {
    this.database = database;
  }

  /// The tenant's events after the cursor, up to 500 of those that are final. Blocks; one connection of the pool.
  public Replay after(UUID tenantId, Cursor cursor) {
    return after(tenantId, Interest.ALL, cursor);
  }

  /// The same of what is of interest.
  ///
  /// A cursor stays good for as long as nothing of the tenant that came after it was dropped, however old it is.
  ///
  /// @throws dev.switchboard.core.database.DatabaseException where the database cannot answer
  public Replay after(UUID tenantId, Interest interest, Cursor cursor) {
    return database.autocommit(connection -> {
      // Before the events, so that all up to here are among them: others' events, too, which move the tenant on.
      var end = EventPage.end(connection, cursor.epoch());
      var page = EventPage.ofTenant(connection, tenantId, interest, cursor);
      if (page.epoch() != cursor.epoch()) {
        return new Replay.Resync(Replay.Reason.EPOCH);
      }
      if (cursor.xid() > page.horizon()) {
        return new Replay.Resync(Replay.Reason.FUTURE);
      }
      // After the events: what is dropped in between is missing there and known here.
      if (isExpired(connection, tenantId, cursor)) {
        return new Replay.Resync(Replay.Reason.EXPIRED);
      }
      var next = page.next(cursor);
      return new Replay.Replayed(page.events(), page.full() ? next : Cursor.later(next, end), !page.full());
    });
  }

  private static boolean isExpired(Connection connection, UUID tenantId, Cursor cursor) throws SQLException {
    var select = """
        select exists (
          select
          from event_retention
          where tenant_id = ?
            and (epoch, xid, seq) > (?, ?, ?))
        """;
    try (var statement = connection.prepareStatement(select)) {
      statement.setObject(1, tenantId);
      statement.setInt(2, cursor.epoch());
      statement.setLong(3, cursor.xid());
      statement.setLong(4, cursor.seq());
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }
}
