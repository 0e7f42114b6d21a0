package dev.switchboard.app.postgres;

import dev.switchboard.app.console.StartFailure;
import dev.switchboard.core.spi.Secret;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/// The database of the nodes in a server of ours, and the role that owns it.
final class Database {

  static final String SUPERUSER = "postgres";
  /// Both the database and its owner.
  static final String NAME = "switchboard";

  /// Whether the database is there and takes our password.
  static boolean answers(int port, Passwords passwords) {
    try (var _ = connect(port, NAME, NAME, passwords.owner())) {
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  /// Makes what is missing. Does nothing the second time.
  static void ensure(int port, Passwords passwords) {
    if (answers(port, passwords)) {
      return;
    }
    try (var connection = connect(port, SUPERUSER, SUPERUSER, passwords.superuser())) {
      if (!exists(connection, "pg_roles where rolname = '" + NAME + "'")) {
        execute(connection, "create role " + NAME + " login");
      }
      setPassword(connection, passwords.owner());
      if (!exists(connection, "pg_database where datname = '" + NAME + "'")) {
        execute(connection, "create database " + NAME + " owner " + NAME);
      }
    } catch (SQLException e) {
      throw new StartFailure("The database on port " + port + " does not take the password in keys.json: "
          + "put back the keys.json that belongs to this data directory.", e);
    }
  }

  private static Connection connect(int port, String database, String user, Secret password) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password.reveal());
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("ApplicationName", "switchboard start");
    return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
  }

  private static boolean exists(Connection connection, String fromAndWhere) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("select 1 from " + fromAndWhere)) {
      return rows.next();
    }
  }

  // The password is ours: letters and digits.
  private static void setPassword(Connection connection, Secret password) throws SQLException {
    execute(connection, "alter role " + NAME + " password '" + password.reveal() + "'");
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Database() {}
}
