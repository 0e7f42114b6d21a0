package dev.switchboard.core.database;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
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

  public Columns<T> uuid(Function<T, @Nullable Object> column) throws SQLException {
    return add("uuid", column);
  }

  public Columns<T> text(Function<T, @Nullable Object> column) throws SQLException {
    return add("text", column);
  }

  public Columns<T> bigint(Function<T, @Nullable Object> column) throws SQLException {
    return add("bigint", column);
  }

  public Columns<T> integer(Function<T, @Nullable Object> column) throws SQLException {
    return add("integer", column);
  }

  public Columns<T> bool(Function<T, @Nullable Object> column) throws SQLException {
    return add("boolean", column);
  }

  public Columns<T> bytea(Function<T, byte[]> column) throws SQLException {
    // The driver takes arrays of bytes only in their own type.
    return set("bytea", rows.stream().map(column).toArray(byte[][]::new));
  }

  public Columns<T> instant(Function<T, @Nullable Instant> column) throws SQLException {
    return add("timestamptz", row -> {
      var instant = column.apply(row);
      return instant == null ? null : instant.toString();
    });
  }

  /// A floating-point number.
  public Columns<T> number(Function<T, @Nullable Object> column) throws SQLException {
    return add("double precision", column);
  }

  /// Goes on with the columns of other rows.
  public <U> Columns<U> then(List<U> others) {
    return new Columns<>(statement, index, others);
  }

  private Columns<T> add(String type, Function<T, @Nullable Object> column) throws SQLException {
    var values = new @Nullable Object[rows.size()];
    for (var i = 0; i < values.length; i++) {
      values[i] = column.apply(rows.get(i));
    }
    return set(type, values);
  }

  private Columns<T> set(String type, @Nullable Object[] values) throws SQLException {
    statement.setArray(index++, statement.getConnection().createArrayOf(type, values));
    return this;
  }
}
