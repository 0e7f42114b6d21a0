package dev.switchboard.core.database;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import javax.sql.DataSource;

/// Micronaut's DataSource bean refuses connections outside its own transactions; underneath it is the pool.
final class RawPool {

  static DataSource of(DataSource pool) {
    return DelegatingDataSource.unwrapDataSource(pool);
  }

  private RawPool() {}
}
