package dev.switchboard.core.chat;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.AuditLog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Rows of one kind that a tenant keeps under names of their own. What is written is in the audit log, in the same
/// transaction.
///
/// @param <T> a row
final class Vocabulary<T> {

  private static final String UNIQUE_VIOLATION = "23505";

  /// Reads a row, the first column of which is its id.
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final Database database;
  private final String kind;
  private final Reader<T> reader;

  /// @param kind the word for it in the audit log
  Vocabulary(Database database, String kind, Reader<T> reader) {
    this.database = database;
    this.kind = kind;
    this.reader = reader;
  }

  List<T> select(String sql, Object... values) {
    return database.autocommit(connection -> {
      try (var statement = prepare(connection, sql, values); var rows = statement.executeQuery()) {
        var found = new ArrayList<T>();
        while (rows.next()) {
          found.add(reader.read(rows));
        }
        return found;
      }
    });
  }

  /// @param done what is done, such as `changed`
  /// @param sql returns the row, where there is one
  Written<T> write(Actor actor, String done, String sql, @Nullable Object... values) {
    try {
      return database.transaction(connection -> {
        try (var statement = prepare(connection, sql, values); var row = statement.executeQuery()) {
          if (!row.next()) {
            return new Written.Unknown<T>();
          }
          AuditLog.write(connection, actor, kind + "-" + done, row.getObject(1, UUID.class), Map.of());
          return new Written.Done<>(reader.read(row));
        }
      });
    } catch (DatabaseException e) {
      if (e.sqlState().equals(UNIQUE_VIOLATION)) {
        return new Written.Taken<>();
      }
      throw e;
    }
  }

  private static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    var statement = connection.prepareStatement(sql);
    for (var i = 0; i < values.length; i++) {
      if (values[i] == null) {
        statement.setNull(i + 1, java.sql.Types.VARCHAR);
      } else {
        statement.setObject(i + 1, values[i]);
      }
    }
    return statement;
  }
}
