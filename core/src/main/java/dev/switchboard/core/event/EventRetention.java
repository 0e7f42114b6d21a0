package dev.switchboard.core.event;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.DatabaseException;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Drops old events, and remembers what was dropped, so that cursors from before get a resync and no other ones do.
@Singleton
public final class EventRetention {

  private static final Logger LOG = LoggerFactory.getLogger(EventRetention.class);
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final int BATCH = 5_000;

  private final Database database;

  public EventRetention(Database database) {
    this.database = database;
  }

  /// Drops the days that ended longer ago than the age, and returns how many. Safe on any number of nodes at once.
  ///
  /// A drop needs the whole log for a moment. Where it does not get it within half a second, because somebody reads for
  /// long, it lets go (writers wait behind it) and returns 0: call it again later.
  public int drop(Duration age) {
    var dropped = dropDays(age);
    deleteUnpartitioned(age);
    return dropped;
  }

  private int dropDays(Duration age) {
    try {
      return database.transaction(connection -> {
        try (var settings = connection.createStatement();
            var drop = connection.prepareStatement("select drop_partitions('events', ? * interval '1 second')")) {
          settings.execute("set local lock_timeout = '500ms'");
          drop.setLong(1, age.toSeconds());
          try (var row = drop.executeQuery()) {
            row.next();
            return row.getInt(1);
          }
        }
      });
    } catch (DatabaseException e) {
      if (e.sqlState().equals(LOCK_NOT_AVAILABLE)) {
        LOG.info("old events are in use and will be dropped later");
        return 0;
      }
      throw e;
    }
  }

  // Only days whose partition was missing. In small commits, because a long one would hold up all readers of the log.
  private void deleteUnpartitioned(Duration age) {
    var deleted = BATCH;
    while (deleted == BATCH) {
      deleted = deleteBatch(age);
    }
  }

  private int deleteBatch(Duration age) {
    var delete = """
        with old as materialized (
          select ctid, tenant_id, epoch, xid, seq
          from events_default
          where at < now() - ? * interval '1 second'
          order by epoch, xid, seq
          limit %d
          for update skip locked),
        remembered as (
          insert into event_retention as known (tenant_id, epoch, xid, seq)
          select distinct on (tenant_id) tenant_id, epoch, xid, seq
          from old
          join tenants on tenants.id = old.tenant_id
          order by tenant_id, epoch desc, xid desc, seq desc
          on conflict (tenant_id) do update
          set (epoch, xid, seq) = (excluded.epoch, excluded.xid, excluded.seq)
          where (known.epoch, known.xid, known.seq) < (excluded.epoch, excluded.xid, excluded.seq))
        delete from events_default d
        using old
        where d.ctid = old.ctid
        """.formatted(BATCH);
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(delete)) {
        statement.setLong(1, age.toSeconds());
        return statement.executeUpdate();
      }
    });
  }
}
