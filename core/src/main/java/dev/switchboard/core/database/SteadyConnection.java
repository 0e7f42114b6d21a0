package dev.switchboard.core.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread that works on a connection of its own for as long as it lives, and gets a new one whenever that is lost.
///
/// A platform thread: a node has few of these, they wait for the network all the time, and each wait of a virtual thread
/// would take the detour through the poller. Between two connections it waits 50 ms at first, then twice as long each time, up to 5 s.
public final class SteadyConnection implements AutoCloseable {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(SteadyConnection.class);

  private final Database database;
  private final String name;
  private final Work work;
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable Connection connection;

  /// Begins at once.
  ///
  /// @param name of the thread, and of the application in pg_stat_activity
  /// @param work runs until the connection fails or the thread is interrupted
  public SteadyConnection(Database database, String name, Work work) {
    this.database = database;
    this.name = name;
    this.work = work;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    thread.start();
  }

  /// Cuts the connection and ends the thread; does not wait for it.
  @Override
  public void close() {
    closed = true;
    // Closing the socket under the thread is what ends a read; the driver's close would wait for the thread's lock.
    abort(connection);
    thread.interrupt();
  }

  private void run() {
    var pause = FIRST_PAUSE;
    while (!closed) {
      try (var opened = DedicatedConnection.open(database, name)) {
        connection = opened;
        pause = FIRST_PAUSE;
        work.on(opened);
      } catch (SQLException e) {
        if (!closed) {
          LOG.warn("{} lost its connection and tries again in {} ms: {}", name, pause.toMillis(), e.getMessage());
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | OutOfMemoryError e) {
        LOG.error("{} failed and tries again in {} ms", name, pause.toMillis(), e);
      }
      if (!closed && !pauseFor(pause)) {
        return;
      }
      pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    }
  }

  private static boolean pauseFor(Duration pause) {
    try {
      Thread.sleep(pause);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static void abort(@Nullable Connection connection) {
    if (connection == null) {
      return;
    }
    try {
      connection.abort(Runnable::run);
    } catch (SQLException ignored) {
      // It is going away either way.
    }
  }

  /// What is done on the connection.
  @FunctionalInterface
  public interface Work {
    void on(Connection connection) throws SQLException, InterruptedException;
  }
}
