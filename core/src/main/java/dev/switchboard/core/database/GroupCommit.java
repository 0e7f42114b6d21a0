package dev.switchboard.core.database;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Lets concurrent callers share transactions: whoever finds the writer idle writes at once, whoever finds it busy joins
/// the next batch. An idle system so adds no delay, and a busy one pays one commit for many. Further writers help only while
/// many wait.
///
/// Batches are written in the order of arrival. A batch that loses against another transaction is written again; one that
/// the database refuses for its data is halved until the culprit is alone, and only the culprit's caller gets the
/// exception. Thread-safe; [#submit] blocks, which is meant for virtual threads.
///
/// @param <T> what is written
/// @param <R> the answer to one of them
public final class GroupCommit<T, R> {

  private static final Duration GATHER = Duration.ofNanos(200_000);
  // The database pays as much for beginning a transaction as for several of its items. A further one at the same time is
  // worth that where many wait; for a few it only keeps both from being one.
  private static final int CROWD = 8;
  // Of the platform: a virtual thread would queue behind all the callers for each of its statements, holding locks meanwhile.
  private static final ExecutorService THREADS = Executors
      .newCachedThreadPool(Thread.ofPlatform().daemon().name("group-commit-", 1).factory());

  private final int maxBatch;
  private final Semaphore first = new Semaphore(1);
  private final Semaphore further;
  private final Function<List<T>, List<R>> transaction;
  private final Queue<Slot<T, R>> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger length = new AtomicInteger();

  /// @param maxBatch the most items in one transaction
  /// @param writers how many transactions may be under way at once; all but the first only while many wait
  /// @param transaction writes a batch and returns an answer for each item, in their order
  public GroupCommit(int maxBatch, int writers, Function<List<T>, List<R>> transaction) {
    this.maxBatch = maxBatch;
    this.further = new Semaphore(writers - 1);
    this.transaction = transaction;
  }

  /// Returns when the item is committed. An interrupt waits until then: the caller has to learn what became of the item.
  ///
  /// @throws RuntimeException whatever the transaction threw for this item
  public R submit(T item) {
    return submitAll(List.of(item)).getFirst();
  }

  /// Returns when all the items are committed, not necessarily together, with an answer for each in their order.
  public List<R> submitAll(List<T> items) {
    var slots = items.stream().map(item -> new Slot<T, R>(item, Thread.currentThread())).toList();
    // Counted before they are queued: a writer that saw them uncounted would look again and again until they are.
    length.addAndGet(slots.size());
    waiting.addAll(slots);
    startWriter();
    slots.forEach(this::awaitDone);
    return slots.stream().map(Slot::answer).toList();
  }

  private void awaitDone(Slot<T, R> slot) {
    var interrupted = false;
    while (!slot.done) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // Never the caller's thread: an interrupt of it would close the connection under everybody's batch.
  private void startWriter() {
    if (first.tryAcquire()) {
      THREADS.execute(() -> writeAll(first, 1));
    } else if (length.get() >= CROWD && further.tryAcquire()) {
      THREADS.execute(() -> writeAll(further, CROWD));
    }
  }

  private void writeAll(Semaphore place, int worthIt) {
    try {
      for (var batch = nextBatch(worthIt); !batch.isEmpty(); batch = nextBatch(worthIt)) {
        write(batch, 0);
        gather(batch.size());
      }
    } finally {
      place.release();
    }
    // Whoever came after the last look and before the release has found no free place.
    if (!waiting.isEmpty()) {
      startWriter();
    }
  }

  // Whoever was just answered often comes back at once. Without this moment the next batch would begin with the others
  // alone, and each half would go on paying a commit of its own. A batch of one was in no company.
  private void gather(int batchSize) {
    if (batchSize > 1 && batchSize < maxBatch) {
      LockSupport.parkNanos(GATHER.toNanos());
    }
  }

  private List<Slot<T, R>> nextBatch(int worthIt) {
    var batch = new ArrayList<Slot<T, R>>();
    if (length.get() < worthIt) {
      return batch;
    }
    while (batch.size() < maxBatch) {
      var slot = waiting.poll();
      if (slot == null) {
        break;
      }
      batch.add(slot);
    }
    length.addAndGet(-batch.size());
    return batch;
  }

  private void write(List<Slot<T, R>> batch, int conflicts) {
    try {
      var answers = transaction.apply(batch.stream().map(slot -> slot.item).toList());
      for (var i = 0; i < batch.size(); i++) {
        batch.get(i).succeed(answers.get(i));
      }
    } catch (DatabaseException e) {
      if (e.isConflict() && conflicts < Database.CONFLICTS) {
        write(batch, conflicts + 1);
      } else if (e.isBadData() && batch.size() > 1) {
        write(batch.subList(0, batch.size() / 2), 0);
        write(batch.subList(batch.size() / 2, batch.size()), 0);
      } else {
        batch.forEach(slot -> slot.fail(e));
      }
    } catch (RuntimeException | Error e) {
      batch.forEach(slot -> slot.fail(e));
    }
  }

  private static final class Slot<T, R> {

    private final T item;
    private final Thread caller;
    private @Nullable R answer;
    private @Nullable Throwable failure;
    private volatile boolean done;

    Slot(T item, Thread caller) {
      this.item = item;
      this.caller = caller;
    }

    void succeed(R result) {
      answer = result;
      finish();
    }

    void fail(Throwable problem) {
      failure = problem;
      finish();
    }

    private void finish() {
      done = true;
      LockSupport.unpark(caller);
    }

    R answer() {
      switch (failure) {
        case null -> {
          return Objects.requireNonNull(answer);
        }
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new IllegalStateException(failure);
      }
    }
  }
}
