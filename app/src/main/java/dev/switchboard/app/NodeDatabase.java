package dev.switchboard.app;

import dev.switchboard.app.command.DatabaseUrl;
import dev.switchboard.app.console.StartFailure;
import dev.switchboard.core.task.TaskTables;
import dev.switchboard.migrations.Migrations;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.ds.PGSimpleDataSource;

/// The database of a node, whoever runs it.
record NodeDatabase(DatabaseUrl url) {

  private static final String NO_SUCH_DATABASE = "3D000";
  private static final String WRONG_LOGIN = "28";
  private static final int SECONDS_TO_ANSWER = 10;

  /// @throws StartFailure saying why where it does not answer
  void requireAnswer() {
    try (var _ = source().getConnection()) {
      // It answers, which is all we ask.
    } catch (SQLException e) {
      throw new StartFailure(whyNot(e), e);
    }
  }

  /// Brings it to our schema; returns how many migrations that took. The tasks' tables belong to it, for a node without
  /// workers orders tasks too.
  int migrate() {
    try {
      var migrations = Migrations.migrate(source());
      TaskTables.create(source());
      return migrations;
    } catch (FlywayException e) {
      var why = Objects.requireNonNullElse(e.getMessage(), "");
      if (why.contains("not resolved locally")) {
        throw new StartFailure("The database " + url.place() + " was used by a newer version of switchboard:"
            + " start that version or a later one.", e);
      }
      if (why.contains("checksum mismatch")) {
        throw new StartFailure("The schema of the database " + url.place() + " is not one that this version has made:"
            + " its migrations were changed. Start the version that made it, or take another database.", e);
      }
      throw new StartFailure("The schema of the database " + url.place() + " cannot be brought to this version ("
          + String.join(" ", why.lines().limit(3).toList()) + ").", e);
    }
  }

  /// The pool of the beans.
  Map<String, Object> asProperties() {
    return Map.of(
        "datasources.default.url", url.jdbcUrl(),
        "datasources.default.username", url.user(),
        "datasources.default.password", url.password().reveal());
  }

  private PGSimpleDataSource source() {
    var source = new PGSimpleDataSource();
    source.setUrl(url.jdbcUrl());
    source.setUser(url.user());
    source.setPassword(url.password().reveal());
    source.setConnectTimeout(SECONDS_TO_ANSWER);
    source.setApplicationName("switchboard start");
    return source;
  }

  private String whyNot(SQLException e) {
    var state = e.getSQLState() == null ? "" : e.getSQLState();
    if (state.startsWith(WRONG_LOGIN)) {
      return "The database " + url.place() + " does not accept the user " + url.user()
          + " with this password: correct --database-url.";
    }
    if (state.equals(NO_SUCH_DATABASE)) {
      return "There is no database " + url.place() + ": create it, owned by " + url.user() + ".";
    }
    return "The database " + url.place() + " cannot be reached (" + e.getMessage()
        + "): check that it runs and that --database-url is right.";
  }
}
