package dev.switchboard.core.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/// Connections that belong to no pool, for those who keep one for as long as they live.
///
/// Whoever listens or follows the log must not wait behind requests for a connection, must not take one of the few that
/// requests have, and must not have it closed because of its age.
final class DedicatedConnection {

  /// Half-open connections (a cable, a NAT table) are noticed after this long in the middle of a statement.
  private static final String SOCKET_TIMEOUT_SECONDS = "30";
  private static final String CONNECT_TIMEOUT_SECONDS = "10";

  /// Opens a connection with the settings of the database's pool, in auto-commit mode. Blocks.
  ///
  /// @param purpose shown by pg_stat_activity as the application's name
  static Connection open(Database database, String purpose) throws SQLException {
    if (!(database.pool() instanceof HikariDataSource pool) || pool.getJdbcUrl() == null) {
      return database.pool().getConnection();
    }
    var properties = new Properties();
    properties.putAll(pool.getDataSourceProperties());
    setIfKnown(properties, "user", pool.getUsername());
    setIfKnown(properties, "password", pool.getPassword());
    properties.setProperty("ApplicationName", purpose);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", CONNECT_TIMEOUT_SECONDS);
    properties.setProperty("socketTimeout", SOCKET_TIMEOUT_SECONDS);
    return DriverManager.getConnection(pool.getJdbcUrl(), properties);
  }

  @SuppressWarnings("NullAway") // Hikari's getters say null for what is not set, without saying so.
  private static void setIfKnown(Properties properties, String name, String value) {
    if (value != null) {
      properties.setProperty(name, value);
    }
  }

  private DedicatedConnection() {}
}
