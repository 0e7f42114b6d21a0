package dev.switchboard.core.database;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Binds the columns of many rows as arrays, for `unnest`: one statement, one round trip, any number of rows.
///
/// @param <T> a row
public final class Columns<T> {

  private final PreparedStatement statement;
  private final List<T> rows;
  private int index;

  /// @param first the index of the first parameter, counted from 1
  public Columns(PreparedStatement statement, int first, List<T> rows) {
    this.statement = statement;
    this.index = first;
    this.rows = rows;
  }

  public Columns<T> uuid(Function<T, @Nullable UUID> column) throws SQLException {
    return add("uuid", UUID[]::new, column);
  }

  public Columns<T> text(Function<T, @Nullable String> column) throws SQLException {
    return add("text", String[]::new, column);
  }

  public Columns<T> bigint(Function<T, @Nullable Long> column) throws SQLException {
    return add("bigint", Long[]::new, column);
  }

  public Columns<T> integer(Function<T, @Nullable Integer> column) throws SQLException {
    return add("integer", Integer[]::new, column);
  }

  public Columns<T> bool(Function<T, @Nullable Boolean> column) throws SQLException {
    return add("boolean", Boolean[]::new, column);
  }

  public Columns<T> bytea(Function<T, byte @Nullable []> column) throws SQLException {
    return add("bytea", byte[][]::new, column);
  }

  public Columns<T> instant(Function<T, @Nullable Instant> column) throws SQLException {
    return add("timestamptz", String[]::new, row -> {
      var instant = column.apply(row);
      return instant == null ? null : instant.toString();
    });
  }

  /// A floating-point number.
  public Columns<T> number(Function<T, @Nullable Double> column) throws SQLException {
    return add("double precision", Double[]::new, column);
  }

  /// Goes on with the columns of other rows.
  public <U> Columns<U> then(List<U> others) {
    return new Columns<>(statement, index, others);
  }

  // Arrays of their own type: the driver sends those of strings and numbers as they are, others as one long literal.
  private <V> Columns<T> add(String type, IntFunction<@Nullable V[]> array, Function<T, @Nullable V> column)
      throws SQLException {
    var values = array.apply(rows.size());
    for (var i = 0; i < values.length; i++) {
      values[i] = column.apply(rows.get(i));
    }
    statement.setArray(index++, statement.getConnection().createArrayOf(type, values));
    return this;
  }
}
