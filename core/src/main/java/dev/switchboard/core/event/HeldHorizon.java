package dev.switchboard.core.event;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says in the log which transaction holds the horizon back, and with it everything that agents see.
final class HeldHorizon {

  private static final Duration ALARMING = Duration.ofSeconds(5);
  private static final Duration REPEAT = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(HeldHorizon.class);

  private long quietUntil = System.nanoTime();

  /// @param held age of the oldest committed event that cannot be told yet
  void watch(Connection connection, @Nullable Duration held) throws SQLException {
    var now = System.nanoTime();
    if (held == null || held.compareTo(ALARMING) < 0 || now - quietUntil < 0) {
      return;
    }
    quietUntil = now + REPEAT.toNanos();
    LOG.warn("events wait since {} s for the oldest open transaction of the cluster: {}", held.toSeconds(),
        oldest(connection));
  }

  // No query text: it may contain what people wrote.
  private static String oldest(Connection connection) throws SQLException {
    var select = """
        select format('pid %s (%s) in database %s, %s, open for %s s', pid, application_name, datname, state,
          round(extract(epoch from clock_timestamp() - xact_start))) as who,
          age(backend_xid) as age
        from pg_stat_activity
        where backend_xid is not null
        union all
        select format('prepared transaction %s in database %s, for %s s', gid, database,
          round(extract(epoch from clock_timestamp() - prepared))),
          age(transaction)
        from pg_prepared_xacts
        order by age desc
        limit 1
        """;
    try (var statement = connection.createStatement(); var row = statement.executeQuery(select)) {
      return row.next() ? row.getString("who") : "one that this role may not see (pg_read_all_stats lets it)";
    }
  }
}
