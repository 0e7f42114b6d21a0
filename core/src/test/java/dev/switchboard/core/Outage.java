package dev.switchboard.core;

import java.sql.DriverManager;
import java.sql.SQLException;

/// The database is away: all connections are cut and no new one is let in, until this is closed.
///
/// `try (var _ = Outage.of(DB)) { … }`
public final class Outage implements AutoCloseable {

  private final String server;
  private final String database;

  private Outage(String server, String database) {
    this.server = server;
    this.database = database;
  }

  public static Outage of(TestDatabase database) {
    return of(database, "%");
  }

  /// Cuts only connections whose application's name is like the pattern; no new one of anybody is let in.
  public static Outage of(TestDatabase database, String applicationName) {
    var name = database.value(String.class, "select current_database()");
    var outage = new Outage(database.url().replace("/" + name, "/postgres"), name);
    outage.execute("alter database " + name + " allow_connections false");
    outage.execute("""
        select pg_terminate_backend(pid)
        from pg_stat_activity
        where datname = '%s'
          and application_name like '%s'
        """.formatted(name, applicationName));
    return outage;
  }

  /// The database is back.
  @Override
  public void close() {
    execute("alter database " + database + " allow_connections true");
  }

  private void execute(String sql) {
    try (var connection = DriverManager.getConnection(server, "postgres", "");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
