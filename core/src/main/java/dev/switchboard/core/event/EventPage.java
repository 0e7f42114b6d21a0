package dev.switchboard.core.event;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One look at the log: the final events after a cursor, and how far the log is final.
///
/// @param epoch the one in use now; another one than the cursor's means that the cursor is of no use
/// @param horizon the oldest transaction still open in the cluster: what it and later ones write is not final
/// @param held age of the oldest event that is committed and not final yet, null where there is none
/// @param full whether there may be more final events
record EventPage(int epoch, long horizon, @Nullable Duration held, List<Event> events, boolean full) {

  static final int LIMIT = 500;

  // One statement, because horizon and rows must come from the same snapshot.
  private static final String SELECT = """
      with horizon as materialized (
        select h.xmin,
          (select max(epoch) from event_epochs) as epoch,
          (select greatest(extract(epoch from clock_timestamp() - e.at), 0)::float8
            from events e
            where e.epoch = ?
              and e.xid >= h.xmin
            order by e.xid, e.seq
            limit 1) as held
        from (select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xmin) h)
      select h.xmin, h.epoch, h.held, e.xid, e.seq, e.tenant_id, e.kind, e.chat_id, e.message_id, e.at, e.dated,
        e.payload
      from horizon h
      left join lateral (
        select e.xid, e.seq, e.tenant_id, e.kind, e.chat_id, e.message_id, e.at,
          jsonb_exists(e.payload, 'at') as dated, e.payload::text
        from events e
        where e.epoch = ?
          and (e.xid, e.seq) > (?, ?)
          and e.xid < h.xmin
          %s
        order by e.xid, e.seq
        limit %d) e on true
      order by e.xid, e.seq
      """;

  private static final String END = """
      select xid, seq
      from (
        (select e.xid, e.seq
         from events e
         where e.epoch = ?
           and e.xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
         order by e.xid desc, e.seq desc
         limit 1)
        union all
        select r.xid, r.seq
        from event_retention r
        where r.epoch = ?) last
      order by xid desc, seq desc
      limit 1
      """;

  /// The log of all tenants.
  static final String OF_ALL = SELECT.formatted("", LIMIT);
  /// The log of one tenant.
  static final String OF_TENANT = SELECT.formatted("and e.tenant_id = ?", LIMIT);
  /// The log of some chats of a tenant.
  static final String OF_CHATS = SELECT.formatted("and e.tenant_id = ? and e.chat_id = any (?)", LIMIT);

  static EventPage ofAll(PreparedStatement statement, Cursor after) throws SQLException {
    bind(statement, after);
    return read(statement, after.epoch());
  }

  static EventPage ofTenant(Connection connection, UUID tenantId, Interest interest, Cursor after)
      throws SQLException {
    return switch (interest) {
      case Interest.All _ -> ofTenant(connection, OF_TENANT, tenantId, null, after);
      case Interest.Chats(var chatIds) -> ofTenant(connection, OF_CHATS, tenantId, chatIds, after);
    };
  }

  private static EventPage ofTenant(Connection connection, String select, UUID tenantId,
      @Nullable Set<UUID> chatIds, Cursor after) throws SQLException {
    try (var statement = connection.prepareStatement(select)) {
      bind(statement, after);
      statement.setObject(5, tenantId);
      if (chatIds != null) {
        statement.setArray(6, connection.createArrayOf("uuid", chatIds.toArray()));
      }
      return read(statement, after.epoch());
    }
  }

  /// Where the next look begins, after one that began after a cursor.
  Cursor next(Cursor after) {
    return events.isEmpty() ? after : events.getLast().cursor();
  }

  /// The last event of an epoch that is final, or that was dropped where none later is there.
  static Cursor end(Connection connection, int epoch) throws SQLException {
    try (var statement = connection.prepareStatement(END)) {
      statement.setInt(1, epoch);
      statement.setInt(2, epoch);
      try (var row = statement.executeQuery()) {
        return row.next() ? new Cursor(epoch, row.getLong("xid"), row.getLong("seq")) : Cursor.begin(epoch);
      }
    }
  }

  private static void bind(PreparedStatement statement, Cursor after) throws SQLException {
    statement.setInt(1, after.epoch());
    statement.setInt(2, after.epoch());
    statement.setLong(3, after.xid());
    statement.setLong(4, after.seq());
  }

  private static EventPage read(PreparedStatement statement, int epochRead) throws SQLException {
    try (var rows = statement.executeQuery()) {
      rows.next();
      var horizon = rows.getLong("xmin");
      var epoch = rows.getInt("epoch");
      var seconds = rows.getObject("held", Double.class);
      var held = seconds == null ? null : Duration.ofNanos((long) (seconds * 1e9));
      var events = new ArrayList<Event>();
      do {
        rows.getLong("xid");
        if (!rows.wasNull()) {
          events.add(event(rows, epochRead));
        }
      } while (rows.next());
      return new EventPage(epoch, horizon, held, List.copyOf(events), events.size() == LIMIT);
    }
  }

  private static Event event(ResultSet row, int epoch) throws SQLException {
    return new Event(new Cursor(epoch, row.getLong("xid"), row.getLong("seq")), row.getObject("tenant_id", UUID.class),
        row.getString("kind"), row.getObject("chat_id", UUID.class), row.getObject("message_id", UUID.class),
        row.getObject("at", OffsetDateTime.class).toInstant(), row.getBoolean("dated"), row.getString("payload"));
  }
}
