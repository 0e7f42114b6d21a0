package dev.switchboard.core.database;

import com.zaxxer.hikari.HikariConfig;
import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;

/// Makes PostgreSQL run our statements as they are written: from few rows to many, each found by index.
///
/// All of them are meant to be run so, at any size of the tables. Left to itself the planner judges by statistics, and of
/// a young table there are none: plans that were made while it was empty, and kept, read it whole for every message until
/// the first analyze, a minute later. It also plans each statement once and not again for other parameters.
///
/// Whatever it chooses, a row costs as much as a page: so a lookup for each of a few rows is cheaper than a walk through an
/// index, however small the table was when the plan was made.
///
/// Nor does it collect a bitmap of rows first. That reads whatever the index holds, in a queue that is worked off mostly rows
/// that are gone; a walk through the index ends with the last row that is wanted, and remembers for the next one what is
/// gone. Words are looked up by nothing else, so their statements [allow it][#allowBitmaps].
///
/// Nor does it call for other processes' help in reading a large table: to start them takes ten milliseconds, in which a
/// statement of ours has long ended.
///
/// The settings are those of the pool's connections and change nothing else on the server.
@Singleton
public final class PlannerSettings implements BeanCreatedEventListener<DatasourceConfiguration> {

  private static final String PROPERTY = "options";
  private static final String OPTIONS = String.join(" ",
      "-c plan_cache_mode=force_generic_plan",
      "-c enable_seqscan=off",
      "-c enable_hashjoin=off",
      "-c enable_mergejoin=off",
      "-c enable_bitmapscan=off",
      "-c random_page_cost=1",
      "-c cpu_tuple_cost=1",
      "-c max_parallel_workers_per_gather=0",
      "-c jit=off");

  @Override
  public DatasourceConfiguration onCreated(BeanCreatedEvent<DatasourceConfiguration> event) {
    addTo(event.getBean());
    return event.getBean();
  }

  /// Has the statements of a transaction that is just begun read bitmaps. For those that look up words, and always for them:
  /// a connection keeps the plan that it made first.
  public static void allowBitmaps(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("set local enable_bitmapscan = on");
    }
  }

  /// Adds them to a pool that is not made by the container; what it has set itself counts more.
  public static void addTo(HikariConfig pool) {
    var own = pool.getDataSourceProperties().getProperty(PROPERTY, "");
    pool.addDataSourceProperty(PROPERTY, (OPTIONS + " " + own).strip());
  }
}
