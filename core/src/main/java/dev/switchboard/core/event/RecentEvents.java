package dev.switchboard.core.event;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// The log for somebody who keeps a position of their own in the database, and whom only what has just happened concerns: as
/// common table expressions, so that what follows from the events is done in the statement that reads them.
///
/// Reads of all tenants the next 1,000 events after a position that are final and not too old. What is too old is passed over
/// without being read, as far as its day tells, also when that is a million events. Epochs follow one another.
public final class RecentEvents {

  /// `recent` has the columns of `events`; `reached` has one row, `epoch, xid, seq, more`: the position after it, null where
  /// the log is empty, and whether there may be more.
  public static final String EXPRESSIONS = """
      horizon as materialized (
        select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xmin,
          (select max(epoch) from event_epochs) as epoch),
      recent as materialized (
        select e.epoch, e.xid, e.seq, e.tenant_id, e.kind, e.chat_id, e.message_id, e.at, e.payload
        from events e
        where (e.epoch, e.xid, e.seq) > (?, ?, ?)
          and e.at > now() - make_interval(secs => ?)
          and (e.epoch < (select epoch from horizon) or e.xid < (select xmin from horizon))
        order by e.epoch, e.xid, e.seq
        limit 1000),
      last as materialized (
        select epoch, xid, seq
        from recent
        order by epoch desc, xid desc, seq desc
        limit 1),
      reached as (
        select epoch, xid, seq, (select count(*) = 1000 from recent) as more
        from last
        union all
        (select e.epoch, e.xid, e.seq, false
         from events e
         where not exists (select from last)
           and (e.epoch < (select epoch from horizon) or e.xid < (select xmin from horizon))
         order by e.epoch desc, e.xid desc, e.seq desc
         limit 1))
      """;

  private RecentEvents() {}

  /// Binds the four parameters of [#EXPRESSIONS], which must be the statement's first.
  public static void bind(PreparedStatement statement, Cursor after, Duration age) throws SQLException {
    statement.setInt(1, after.epoch());
    statement.setLong(2, after.xid());
    statement.setLong(3, after.seq());
    statement.setDouble(4, age.toMillis() / 1e3);
  }

  /// A cursor out of columns `epoch`, `xid` and `seq`; empty where they are null.
  public static Optional<Cursor> cursor(ResultSet row) throws SQLException {
    var epoch = row.getInt("epoch");
    return row.wasNull() ? Optional.empty() : Optional.of(new Cursor(epoch, row.getLong("xid"), row.getLong("seq")));
  }

  /// The last event that is final, of whichever epoch, or the beginning of all.
  public static Cursor end(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select e.epoch, e.xid, e.seq
        from events e
        where e.epoch < (select max(epoch) from event_epochs)
          or e.xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        order by e.epoch desc, e.xid desc, e.seq desc
        limit 1
        """); var row = statement.executeQuery()) {
      return row.next() ? cursor(row).orElseThrow() : Cursor.begin(0);
    }
  }
}
