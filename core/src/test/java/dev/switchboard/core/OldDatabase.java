package dev.switchboard.core;

import dev.switchboard.core.database.Database;
import dev.switchboard.migrations.Migrations;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/// A database with the schema of an older version, beside that of a test class, to be filled and then migrated.
public final class OldDatabase implements AutoCloseable {

  private final TestDatabase beside;
  private final String name;
  private final PGSimpleDataSource source = new PGSimpleDataSource();
  private final Database database = new Database(source);

  /// @param version of the last migration that it has
  public OldDatabase(TestDatabase beside, String version) {
    this.beside = beside;
    this.name = "before_v" + version;
    beside.run("create database " + name);
    source.setUrl(beside.url().replaceFirst("/test_[0-9]+", "/" + name));
    source.setUser("postgres");
    source.setPassword("postgres");
    Flyway.configure().dataSource(source).target(version).load().migrate();
  }

  public Database database() {
    return database;
  }

  public void run(String... statements) {
    database.autocommit(connection -> {
      try (var statement = connection.createStatement()) {
        for (var sql : statements) {
          statement.execute(sql);
        }
      }
      return null;
    });
  }

  /// To the schema of today.
  public void migrate() {
    Migrations.migrate(source);
  }

  @Override
  public void close() {
    beside.run("drop database " + name + " with (force)");
  }
}
