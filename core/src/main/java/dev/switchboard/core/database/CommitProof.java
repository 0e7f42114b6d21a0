package dev.switchboard.core.database;

import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Finds out what became of a transaction whose connection was lost, from the server's commit log and from a row that it
/// inserted.
final class CommitProof<T> {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

  private final Database database;
  private final Duration patience;
  private @Nullable T result;
  private long transactionId;
  private @Nullable String table;
  private @Nullable UUID insertedId;

  CommitProof(Database database) {
    this(database, PATIENCE);
  }

  CommitProof(Database database, Duration patience) {
    this.database = database;
    this.patience = patience;
  }

  void identify(long transaction, String insertedInto, UUID id) {
    transactionId = transaction;
    table = insertedInto;
    insertedId = id;
  }

  T keep(T value) {
    result = value;
    return value;
  }

  /// The work's result where its transaction has committed; throws `loss` where it surely has not.
  T resultIfCommitted(DatabaseUnavailableException loss) {
    if (transactionId == 0 || result == null) {
      // It had not come to its commit, so the server rolls it back.
      throw loss;
    }
    var begun = System.nanoTime();
    while (System.nanoTime() - begun < patience.toNanos()) {
      switch (status()) {
        case "committed" -> {
          return Objects.requireNonNull(result);
        }
        case "aborted" -> throw loss;
        default -> LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    throw new OutcomeUnknownException(loss);
  }

  // "in progress" while the server has not noticed the loss; "away" while it cannot be asked. The id of a transaction alone
  // proves nothing: a server that crashed before the id was on disk gives it to another one. The row that was inserted does,
  // but only once the transaction has ended.
  private String status() {
    try {
      var ended = commitLog();
      if (ended.equals("in progress")) {
        return ended;
      }
      return isInserted() ? "committed" : ended.equals("committed") ? "aborted" : ended;
    } catch (DatabaseUnavailableException e) {
      return "away";
    }
  }

  private String commitLog() {
    try {
      return database.autocommit(connection -> {
        try (var statement = connection.prepareStatement("select pg_xact_status(?::text::xid8)")) {
          statement.setString(1, Long.toString(transactionId));
          try (var row = statement.executeQuery()) {
            row.next();
            return Objects.requireNonNullElse(row.getString(1), "forgotten");
          }
        }
      });
    } catch (DatabaseUnavailableException e) {
      throw e;
    } catch (DatabaseException e) {
      // A transaction id from the future: this is another server, restored from before, or one that crashed.
      return "unknown here";
    }
  }

  private boolean isInserted() {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("select from " + table + " where id = ?")) {
        statement.setObject(1, insertedId);
        try (var row = statement.executeQuery()) {
          return row.next();
        }
      }
    });
  }
}
