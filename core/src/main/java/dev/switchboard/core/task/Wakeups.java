package dev.switchboard.core.task;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Throttle;
import dev.switchboard.core.doorbell.Doorbell;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to it that a task waits for whatever has become due: at most one for each account and lane.
///
/// The flag in `account_tasks` says that one waits. It is set here, in the transaction that enqueues the task, and cleared
/// by the drain before its first claim. Whoever commits due rows calls [#wake] after the commit, so that the flag is read
/// after the rows are visible: either the flag is unset and a task is made, or a drain is still to clear it and will then
/// see the rows. Should a node die in between, the sweep finds the rows.
@Singleton
public final class Wakeups implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Wakeups.class);

  /// The topic that says that a task was ordered.
  private static final String TASK = "task";
  private static final long HEAD_START_MILLIS = 50;

  private final Database database;
  private final TaskQueue queue;
  private final Doorbell doorbell;
  private final Set<Task> waiting = ConcurrentHashMap.newKeySet();
  private final Semaphore news = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;

  public Wakeups(Database database, TaskQueue queue, Doorbell doorbell) {
    this.database = database;
    this.queue = queue;
    this.doorbell = doorbell;
    this.thread = Thread.ofVirtual().name("wakeups").start(this::run);
  }

  /// Has the task run soon. Returns at once: calls that come while the database is asked, or soon after many looks, share
  /// the next one.
  public void wake(Task task) {
    if (task instanceof MessageSend send) {
      doorbell.ring(lane(send));
    }
    if (waiting.add(task)) {
      news.release();
    }
  }

  /// Orders a further task for a lane that this node is busy with, and lets the others look first: whoever asks would
  /// otherwise nearly always take the task itself.
  public void askForHelp(MessageSend lane) {
    if (enqueueUnlessFlagged(List.of(lane)) > 0) {
      doorbell.ringOthers(TASK);
      CompletableFuture.delayedExecutor(HEAD_START_MILLIS, TimeUnit.MILLISECONDS).execute(() -> doorbell.ring(TASK));
    }
  }

  /// The topic on which an idle drain of this account and lane listens.
  public static String lane(MessageSend send) {
    return "lane " + send.accountId() + " " + send.lane().code();
  }

  /// Says in a transaction of its own that the task does not wait any more. Call it before the claim that is to see
  /// everything that was committed while the flag was set.
  public void clear(Task task) {
    var sql = """
        update account_tasks
        set flagged = false
        where account_id = ? and task = ? and lane = ? and flagged
        """;
    database.transaction(connection -> {
      commitWithoutWaiting(connection);
      try (var statement = connection.prepareStatement(sql)) {
        var flag = Flag.of(task);
        statement.setObject(1, flag.accountId);
        statement.setString(2, flag.task);
        statement.setInt(3, flag.lane);
        return statement.executeUpdate();
      }
    });
  }

  /// Enqueues the tasks whatever their flags say, and returns how many. For the sweep, which judges by due rows only: a
  /// flag may stand for a task that died with its node.
  public int force(Collection<? extends Task> tasks) {
    return ringIfAny(enqueue(tasks, true));
  }

  private void run() {
    // Who is busy has set the flag long ago, most of the time.
    var throttle = new Throttle();
    while (!closed) {
      news.acquireUninterruptibly();
      throttle.await();
      news.drainPermits();
      var batch = List.copyOf(waiting);
      batch.forEach(waiting::remove);
      try {
        ringIfAny(enqueueUnlessFlagged(batch));
      } catch (RuntimeException e) {
        LOG.warn("could not order {} tasks, the sweep will: {}", batch.size(), e.getMessage());
      }
    }
  }

  private int ringIfAny(int made) {
    if (made > 0) {
      doorbell.ring(TASK);
    }
    return made;
  }

  private int enqueueUnlessFlagged(Collection<? extends Task> tasks) {
    return enqueue(withoutFlag(tasks), false);
  }

  private int enqueue(Collection<? extends Task> tasks, boolean force) {
    if (tasks.isEmpty()) {
      return 0;
    }
    return database.transaction(connection -> {
      commitWithoutWaiting(connection);
      var count = 0;
      // In one order on all nodes, so that two of them never wait for each other's flags.
      for (var task : tasks.stream().sorted(Comparator.comparing(Flag::of)).toList()) {
        if (flag(connection, task, force)) {
          queue.enqueue(connection, task);
          count++;
        }
      }
      return count;
    });
  }

  // A read first: most of the time the flag is set, and reading it takes no lock and writes nothing.
  private List<Task> withoutFlag(Collection<? extends Task> tasks) {
    var sql = """
        select 1
        from account_tasks
        where account_id = ? and task = ? and lane = ? and not flagged
        """;
    return database.autocommit(connection -> {
      var unset = new ArrayList<Task>();
      try (var statement = connection.prepareStatement(sql)) {
        for (var task : tasks) {
          var flag = Flag.of(task);
          statement.setObject(1, flag.accountId);
          statement.setString(2, flag.task);
          statement.setInt(3, flag.lane);
          try (var row = statement.executeQuery()) {
            if (row.next()) {
              unset.add(task);
            }
          }
        }
      }
      return unset;
    });
  }

  private static boolean flag(Connection connection, Task task, boolean force) throws SQLException {
    var sql = """
        update account_tasks
        set flagged = true, woken_at = now()
        where account_id = ? and task = ? and lane = ? and (? or not flagged)
        """;
    try (var statement = connection.prepareStatement(sql)) {
      var flag = Flag.of(task);
      statement.setObject(1, flag.accountId);
      statement.setString(2, flag.task);
      statement.setInt(3, flag.lane);
      statement.setBoolean(4, force);
      return statement.executeUpdate() == 1;
    }
  }

  // Flags and tasks may be lost in a crash: the sweep finds what they stood for.
  private static void commitWithoutWaiting(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("set local synchronous_commit = off");
    }
  }

  @Override
  @PreDestroy
  public void close() throws InterruptedException {
    closed = true;
    news.release();
    thread.join();
  }

  private record Flag(UUID accountId, String task, int lane) implements Comparable<Flag> {

    private static final Comparator<Flag> ORDER = Comparator.comparing(Flag::accountId).thenComparing(Flag::task)
        .thenComparingInt(Flag::lane);

    @Override
    public int compareTo(Flag other) {
      return ORDER.compare(this, other);
    }

    static Flag of(Task task) {
      return switch (task) {
        case MessageSend send -> new Flag(send.accountId(), "MESSAGE_SEND", send.lane().code());
        case StatusCheck check -> new Flag(check.accountId(), "STATUS_CHECK", 1);
        case MediaFetch fetch -> new Flag(fetch.accountId(), "MEDIA_FETCH", 1);
        case Cleanup cleanup -> throw new IllegalArgumentException(cleanup.title() + " recurs by itself");
      };
    }
  }
}
