package dev.switchboard.core.event;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.DatabaseException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Several writers at once that commit in another order than they write, and roll back now and then.
final class Writers implements AutoCloseable {

  private final Database database;
  private final TestLog log;
  private final UUID tenant;
  private final ConcurrentLinkedQueue<String> committed = new ConcurrentLinkedQueue<>();
  private final List<Future<?>> running = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Writers(Database database, TestLog log, UUID tenant) {
    this.database = database;
    this.log = log;
    this.tenant = tenant;
  }

  Writers start(int writers, int transactions) {
    for (var writer = 0; writer < writers; writer++) {
      var number = writer;
      running.add(threads.submit(() -> write(number, transactions)));
    }
    return this;
  }

  /// Waits for all of them and returns the names of what was committed.
  List<String> finish() throws Exception {
    for (var writer : running) {
      writer.get();
    }
    return List.copyOf(committed);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private void write(int writer, int transactions) {
    var random = new Random(writer);
    for (var i = 0; i < transactions; i++) {
      var names = new ArrayList<String>();
      for (var n = random.nextInt(1, 4); n > 0; n--) {
        names.add(writer + "/" + i + "/" + n);
      }
      if (random.nextInt(5) == 0) {
        attempt(names, random, true);
      } else if (attempt(names, random, false)) {
        committed.addAll(names);
      }
    }
  }

  private boolean attempt(List<String> names, Random random, boolean rollBack) {
    try {
      return database.transaction(connection -> {
        for (var name : names) {
          log.append(connection, tenant, name);
          pause(random);
        }
        if (rollBack) {
          throw new SQLException("on purpose", "P0001");
        }
        return true;
      });
    } catch (DatabaseException e) {
      return false;
    }
  }

  private static void pause(Random random) {
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(3_000)));
  }
}
