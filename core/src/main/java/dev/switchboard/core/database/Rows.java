package dev.switchboard.core.database;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Asks whether there are rows.
public final class Rows {

  /// Whether a query finds any, in the caller's transaction.
  ///
  /// @param values of its parameters, in their order, as the driver takes them
  public static boolean exist(Connection connection, String sql, @Nullable Object... values) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (var i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (var row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  private Rows() {}
}
