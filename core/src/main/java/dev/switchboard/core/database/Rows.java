package dev.switchboard.core.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Asks for rows with values that the driver takes as they are.
public final class Rows {

  /// A statement that has its values, to be closed by the caller.
  ///
  /// @param values of its parameters, in their order
  public static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    var statement = connection.prepareStatement(sql);
    for (var i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  /// Whether a query finds any, in the caller's transaction.
  ///
  /// @param values of its parameters, in their order
  public static boolean exist(Connection connection, String sql, @Nullable Object... values) throws SQLException {
    try (var statement = prepare(connection, sql, values); var row = statement.executeQuery()) {
      return row.next();
    }
  }

  private Rows() {}
}
