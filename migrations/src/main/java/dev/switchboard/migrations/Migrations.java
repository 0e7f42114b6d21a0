package dev.switchboard.migrations;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// Brings a database to the schema of this version.
public final class Migrations {

  private Migrations() {}

  /// Applies what is missing and returns how many migrations that were.
  ///
  /// Any number of nodes may call this at once: Flyway lets one migrate and the others wait.
  ///
  /// @throws org.flywaydb.core.api.FlywayException where the database is newer than this version or was changed by hand
  public static int migrate(DataSource database) {
    return Flyway.configure()
        .dataSource(database)
        .locations("classpath:db/migration")
        // Flyway would let an old version work on a newer schema.
        .ignoreMigrationPatterns(new String[0])
        .load()
        .migrate().migrationsExecuted;
  }
}
