package dev.switchboard.core.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

  private final ConcurrentLinkedQueue<List<Integer>> batches = new ConcurrentLinkedQueue<>();

  private List<Integer> write(List<Integer> items) {
    batches.add(List.copyOf(items));
    return items.stream().map(item -> item * 10).toList();
  }

  @Test
  void whoeverFindsTheWriterIdleWritesAlone() {
    var commit = new GroupCommit<Integer, Integer>(100, 1, this::write);

    assertThat(commit.submit(1)).isEqualTo(10);
    assertThat(commit.submit(2)).isEqualTo(20);
    assertThat(batches).containsExactly(List.of(1), List.of(2));
  }

  @Test
  void whoeverFindsTheWriterBusyJoinsTheNextBatch() throws Exception {
    var held = new Held();
    var commit = new GroupCommit<Integer, Integer>(100, 1, held::write);
    var first = begin(() -> commit.submit(0));
    held.entered.await();
    var others = IntStream.rangeClosed(1, 50).mapToObj(i -> begin(() -> commit.submit(i))).toList();
    await().until(() -> others.stream().allMatch(side -> side.thread.getState() == Thread.State.WAITING));
    held.release.countDown();

    assertThat(first.get()).isZero();
    for (var other : others) {
      other.get();
    }
    assertThat(batches).hasSize(2);
    assertThat(batches.stream().skip(1).findFirst().orElseThrow()).hasSize(50);
  }

  @Test
  void aFurtherWriterHelpsWhereManyWaitAndNoSooner() throws Exception {
    var held = new Held();
    var commit = new GroupCommit<Integer, Integer>(100, 2,
        items -> items.contains(0) ? held.write(items) : write(items));
    var first = begin(() -> commit.submit(0));
    held.entered.await();
    var few = IntStream.rangeClosed(1, 7).mapToObj(i -> begin(() -> commit.submit(i))).toList();
    await().until(() -> few.stream().allMatch(side -> side.thread.getState() == Thread.State.WAITING));
    assertThat(batches).as("they wait for the first to end").isEmpty();

    assertThat(commit.submit(8)).as("one more is a crowd, and the first is still under way").isEqualTo(80);
    for (var side : few) {
      side.get();
    }
    assertThat(first.isDone()).isFalse();
    held.release.countDown();
    assertThat(first.get()).isZero();
    assertThat(batches).hasSize(2);
  }

  @Test
  void aThousandCallersGetTheirOwnAnswersInFewTransactions() throws Exception {
    var commit = new GroupCommit<Integer, Integer>(200, 2, items -> {
      Thread.yield();
      return write(items);
    });

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls = IntStream.range(0, 1_000).<Callable<Integer>>mapToObj(i -> () -> commit.submit(i)).toList();
      var answers = new ArrayList<Integer>();
      for (var answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
      assertThat(answers).containsExactlyElementsOf(IntStream.range(0, 1_000).mapToObj(i -> i * 10).toList());
    }
    assertThat(batches.stream().flatMap(List::stream)).hasSize(1_000).doesNotHaveDuplicates();
    assertThat(batches).allMatch(batch -> batch.size() <= 200);
  }

  @Test
  void manyItemsAreAnsweredInTheirOrderOverSeveralBatches() {
    var commit = new GroupCommit<Integer, Integer>(7, 1, this::write);

    var answers = commit.submitAll(IntStream.range(0, 40).boxed().toList());

    assertThat(answers).containsExactlyElementsOf(IntStream.range(0, 40).mapToObj(i -> i * 10).toList());
    assertThat(batches).allMatch(batch -> batch.size() <= 7).hasSizeLessThanOrEqualTo(6);
    assertThat(commit.submitAll(List.of())).isEmpty();
  }

  @Test
  void badDataFailsItsOwnCallerAndNobodyElse() throws Exception {
    var held = new Held();
    var commit = new GroupCommit<Integer, Integer>(100, 1, items -> {
      if (items.contains(13)) {
        throw DatabaseException.of(new SQLException("thirteen", "22021"));
      }
      return held.write(items);
    });
    var first = begin(() -> commit.submit(0));
    held.entered.await();
    var others = IntStream.rangeClosed(1, 20).mapToObj(i -> begin(() -> commit.submit(i))).toList();
    await().until(() -> others.stream().allMatch(side -> side.thread.getState() == Thread.State.WAITING));
    held.release.countDown();

    first.get();
    for (var i = 1; i <= 20; i++) {
      var side = others.get(i - 1);
      if (i == 13) {
        assertThatThrownBy(side::get).isInstanceOf(ExecutionException.class).hasMessageContaining("thirteen");
      } else {
        assertThat(side.get()).isEqualTo(i * 10);
      }
    }
  }

  @Test
  void whatIsTooLongForAnIndexIsBadData() {
    assertThat(DatabaseException.of(new SQLException("index row size exceeds maximum", "54000")).isBadData()).isTrue();
    assertThat(DatabaseException.of(new SQLException("out of memory", "53200")).isBadData()).isFalse();
  }

  @Test
  void aTransactionThatLostAgainstAnotherIsRunAgainAsAWhole() {
    var failures = new AtomicInteger(3);
    var commit = new GroupCommit<Integer, Integer>(100, 1, items -> {
      if (failures.getAndDecrement() > 0) {
        throw DatabaseException.of(new SQLException("deadlock", "40P01"));
      }
      return write(items);
    });

    assertThat(commit.submitAll(List.of(1, 2, 3))).containsExactly(10, 20, 30);
    assertThat(batches).containsExactly(List.of(1, 2, 3));
  }

  @Test
  void aTransactionThatNeverWinsFailsItsCallersAndNoLaterOnes() {
    var lost = new AtomicInteger();
    var commit = new GroupCommit<Integer, Integer>(100, 1, items -> {
      if (items.contains(1)) {
        lost.incrementAndGet();
        throw DatabaseException.of(new SQLException("deadlock", "40P01"));
      }
      return write(items);
    });

    assertThatThrownBy(() -> commit.submit(1)).hasMessageContaining("deadlock");
    assertThat(lost.get()).isGreaterThan(3);
    assertThat(commit.submit(2)).isEqualTo(20);
  }

  @Test
  void aBugInTheTransactionReachesTheCallerAndStopsNothing() {
    var commit = new GroupCommit<Integer, Integer>(100, 1, items -> {
      if (items.contains(1)) {
        throw new AssertionError("a bug");
      }
      return write(items);
    });

    assertThatThrownBy(() -> commit.submit(1)).hasMessageContaining("a bug");
    assertThat(commit.submit(2)).isEqualTo(20);
  }

  @Test
  void aCallerThatIsInterruptedLearnsWhatBecameOfItsItemAndSpoilsNobodyElses() throws Exception {
    var held = new Held();
    var commit = new GroupCommit<Integer, Integer>(100, 1, held::write);
    var interrupted = begin(() -> {
      var answer = commit.submit(1);
      return Thread.currentThread().isInterrupted() ? answer : -1;
    });
    held.entered.await();
    var other = begin(() -> commit.submit(2));

    interrupted.thread.interrupt();
    held.release.countDown();

    assertThat(interrupted.get()).as("its answer, and it is still interrupted").isEqualTo(10);
    assertThat(other.get()).isEqualTo(20);
  }

  @Test
  void aCallerThatWasInterruptedBeforeIsServed() throws Exception {
    var commit = new GroupCommit<Integer, Integer>(100, 1, items -> {
      assertThat(Thread.currentThread().isInterrupted()).as("in the transaction").isFalse();
      return write(items);
    });
    var side = begin(() -> {
      Thread.currentThread().interrupt();
      return commit.submit(1);
    });

    assertThat(side.get()).isEqualTo(10);
  }

  // The first transaction waits until it is released.
  private final class Held {

    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);

    List<Integer> write(List<Integer> items) {
      entered.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("the transaction was interrupted", e);
      }
      return GroupCommitTest.this.write(items);
    }
  }

  private static final class Side extends FutureTask<Integer> {

    final Thread thread;

    Side(Callable<Integer> work) {
      super(work);
      thread = Thread.ofVirtual().unstarted(this);
    }
  }

  private static Side begin(Callable<Integer> work) {
    var side = new Side(work);
    side.thread.start();
    return side;
  }
}
