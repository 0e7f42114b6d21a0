package dev.switchboard.core.database;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/// Transactions over the pool.
///
/// Thread-safe. Blocks the calling thread, which is meant to be a virtual one. Every transaction is READ COMMITTED, so
/// each statement in it has a snapshot of its own; several protocols depend on that.
@Singleton
public final class Database {

  /// How often a transaction is run again before its conflicts are somebody's problem.
  static final int CONFLICTS = 10;

  private final DataSource pool;

  /// @param pool the raw pool; a wrapped one is unwrapped, because Micronaut's only works inside its own transactions
  public Database(DataSource pool) {
    this.pool = RawPool.of(pool);
  }

  /// The pool itself, for libraries that want one.
  public DataSource pool() {
    return pool;
  }

  /// Runs the work in one transaction: commits when it returns, rolls back when it throws.
  ///
  /// @throws DatabaseException for whatever the database says, [DatabaseUnavailableException] where it is away
  public <T> T transaction(Work<T> work) {
    try (var connection = pool.getConnection()) {
      return commit(connection, work);
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }

  /// As [#transaction], but run again as a whole where it loses against another transaction.
  public <T> T retried(Work<T> work) {
    for (var conflicts = 1;; conflicts++) {
      try {
        return transaction(work);
      } catch (DatabaseException e) {
        if (!e.isConflict() || conflicts == CONFLICTS) {
          throw e;
        }
      }
    }
  }

  /// As [#transaction], but where the connection is lost while it commits, finds out whether it did, on a new connection: by
  /// the evidence that the work gives as soon as it has some.
  ///
  /// @throws OutcomeUnknownException where that cannot be found out within some seconds
  public <T> T certainly(IdentifiedWork<T> work) {
    var proof = new CommitProof<T>(this);
    try {
      return transaction(connection -> proof.keep(work.run(connection, proof::identify)));
    } catch (DatabaseUnavailableException e) {
      return proof.resultIfCommitted(e);
    }
  }

  /// Runs the work with every statement in a transaction of its own.
  ///
  /// @throws DatabaseException as [#transaction] does
  public <T> T autocommit(Work<T> work) {
    try (var connection = pool.getConnection()) {
      return work.run(connection);
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }

  private static <T> T commit(Connection connection, Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    var done = false;
    try {
      var result = work.run(connection);
      connection.commit();
      done = true;
      return result;
    } finally {
      if (!done) {
        rollBack(connection);
      }
      resetAutoCommit(connection);
    }
  }

  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException ignored) {
      // The first failure is the one to report; a connection that cannot roll back is thrown away by the pool.
    }
  }

  private static void resetAutoCommit(Connection connection) {
    try {
      connection.setAutoCommit(true);
    } catch (SQLException ignored) {
      // As above.
    }
  }

  /// Something to do with a connection.
  @FunctionalInterface
  public interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /// Something to do with a connection that says by what its transaction can be found out about.
  @FunctionalInterface
  public interface IdentifiedWork<T> {
    T run(Connection connection, Evidence evidence) throws SQLException;
  }

  /// By what a transaction can be found out about.
  @FunctionalInterface
  public interface Evidence {

    /// @param transactionId `pg_current_xact_id()`
    /// @param table one of ours with a column `id`
    /// @param insertedId the id of a row that the transaction inserts there
    void keep(long transactionId, String table, UUID insertedId);
  }
}
