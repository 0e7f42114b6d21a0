package dev.switchboard.bench.contender;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

/// Hands out the connection of the thread's transaction where there is one, as Spring's TransactionAwareDataSourceProxy
/// does.
final class TransactionAwarePool extends HikariDataSource {

  /// What is done in a transaction.
  @FunctionalInterface
  interface Work {
    void in(Connection connection) throws SQLException;
  }

  private static final ThreadLocal<Connection> CURRENT = new ThreadLocal<>();

  TransactionAwarePool(HikariConfig config) {
    super(config);
  }

  void transaction(Work work) throws SQLException {
    try (var connection = super.getConnection()) {
      connection.setAutoCommit(false);
      CURRENT.set(unclosed(connection));
      work.in(connection);
      connection.commit();
    } finally {
      CURRENT.remove();
    }
  }

  private static Connection unclosed(Connection connection) {
    return (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(), new Class<?>[]{Connection.class},
        (_, method, arguments) -> {
          try {
            return method.getName().equals("close") ? null : method.invoke(connection, arguments);
          } catch (InvocationTargetException e) {
            throw e.getTargetException();
          }
        });
  }

  @Override
  public Connection getConnection() throws SQLException {
    var joined = CURRENT.get();
    return joined == null ? super.getConnection() : joined;
  }
}
