package dev.switchboard.core.engine;

import dev.switchboard.core.database.Database;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;

/// Holds the first transaction of a database at its very end: everything is written and nothing is committed, so a test can
/// let others act at this point. Later transactions pass.
final class HeldCommit {

  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final Database database;

  HeldCommit(Database database) {
    this.database = CommitPoint.of(database, connection -> hold(), connection -> {});
  }

  private void hold() throws SQLException {
    reached.countDown();
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException(e);
    }
  }

  /// What the transaction is to be run on.
  Database database() {
    return database;
  }

  void awaitHeld() throws InterruptedException {
    reached.await();
  }

  void release() {
    released.countDown();
  }
}
