package dev.switchboard.core.push;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.event.Cursor;
import dev.switchboard.core.event.LogReader;
import dev.switchboard.core.event.LogReader.Lease;
import dev.switchboard.core.event.RecentEvents;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads the log of events for messages that agents are to be told of, and leaves a row in `push_deliveries` for each device
/// and chat.
///
/// One node leads. The position is moved in the transaction that leaves the rows, so no event is passed over and none is told
/// twice by the reader, whatever dies. Thread-safe.
@Singleton
@Requires(beans = PushIdentity.class)
public final class PushLog {

  private final Database database;
  private final PushIdentity identity;
  private final PushSettings settings;
  private final LogReader reader;

  public PushLog(Database database, PushIdentity identity, PushSettings settings) {
    this.database = database;
    this.identity = identity;
    this.settings = settings;
    this.reader = new LogReader(database, "push_reader", settings.lease());
  }

  /// What a look found.
  public enum Look {
    /// There may be more.
    MORE,
    /// That was all for now.
    DONE,
    /// There is no device that wants to be told anything.
    NOBODY,
    /// Another node reads by now, and nothing was done.
    LOST
  }

  /// Whose lease [#look] wants.
  public LogReader reader() {
    return reader;
  }

  /// Reads on, leaves what is to be told, moves the position and prolongs the lease: all of it or nothing. Where nothing has
  /// happened and the lease is young, nothing is written.
  public Look look(Lease lease) {
    var publicKey = identity.publicKey();
    return database.retried(connection -> {
      var position = reader.position(connection, lease);
      if (position == null) {
        return Look.LOST;
      }
      if (!anybody(connection)) {
        // Whoever comes next is told what happens from then on.
        return reader.move(connection, lease, later(position.cursor(), RecentEvents.end(connection))) ? Look.NOBODY
            : Look.LOST;
      }
      var from = position.cursor() == null ? RecentEvents.end(connection) : position.cursor();
      var read = read(connection, from, publicKey);
      var to = later(from, read.to());
      if (to.equals(position.cursor()) && !position.renew()) {
        return Look.DONE;
      }
      if (!reader.move(connection, lease, to)) {
        connection.rollback();
        return Look.LOST;
      }
      return read.more() ? Look.MORE : Look.DONE;
    });
  }

  private record Read(@Nullable Cursor to, boolean more) {}

  private static boolean anybody(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement("select exists (select from push_subscriptions)");
        var row = statement.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }

  // Told are those to whom the chat is given, or all who see it where it is nobody's; but not who has an inbox open.
  // A message that comes before the last one was told takes its place, and the time at which that was to be tried again.
  private Read read(Connection connection, Cursor after, String publicKey) throws SQLException {
    var sql = """
        with %s,
        wanted as (
          select distinct on (s.id, r.chat_id) s.id as subscription_id, r.chat_id, r.message_id, r.at
          from recent r
          join chats c on c.id = r.chat_id
          left join agents owner on owner.id = c.assignee_id and owner.disabled_at is null
          join push_subscriptions s on s.tenant_id = r.tenant_id
          join agents a on a.id = s.agent_id
          where r.kind = 'message_received'
            and (r.payload #>> '{message,automatic}') is distinct from 'true'
            and s.application_key = ?
            and s.created_at <= r.at
            and (s.expires_at is null or s.expires_at > now())
            and a.disabled_at is null
            and sees_account(a.id, c.account_id)
            and (owner.id is null or owner.id = a.id)
            and not exists (
              select
              from agent_presence p
              where p.agent_id = a.id
                and p.until > clock_timestamp())
          order by s.id, r.chat_id, r.epoch desc, r.xid desc, r.seq desc),
        added as (
          insert into push_deliveries (subscription_id, chat_id, message_id, expires_at)
          select subscription_id, chat_id, message_id, at + make_interval(secs => ?)
          from wanted
          order by subscription_id, chat_id
          on conflict (subscription_id, chat_id) do update
          set message_id = excluded.message_id,
            expires_at = excluded.expires_at,
            attempts = 0)
        select epoch, xid, seq, more
        from reached
        """.formatted(RecentEvents.EXPRESSIONS);
    try (var statement = connection.prepareStatement(sql)) {
      RecentEvents.bind(statement, after, settings.fresh());
      statement.setString(5, publicKey);
      statement.setDouble(6, settings.ttl().toMillis() / 1e3);
      try (var row = statement.executeQuery()) {
        return row.next()
            ? new Read(RecentEvents.cursor(row).orElse(null), row.getBoolean("more"))
            : new Read(null, false);
      }
    }
  }

  private static Cursor later(@Nullable Cursor one, @Nullable Cursor other) {
    if (one == null || other == null) {
      return Objects.requireNonNull(one == null ? other : one);
    }
    return other.isAfter(one) ? other : one;
  }
}
