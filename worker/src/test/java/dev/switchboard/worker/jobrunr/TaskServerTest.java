package dev.switchboard.worker.jobrunr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.task.Cleanup;
import dev.switchboard.core.task.CleanupHandler;
import dev.switchboard.core.task.MessageSend;
import dev.switchboard.core.task.Task;
import dev.switchboard.core.task.TaskQueue;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class TaskServerTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private final TaskQueue queue = new TaskQueue();

  @BeforeEach
  void empty() {
    DB.run("truncate jobrunr.jobrunr_jobs");
  }

  @Test
  void aRingStartsATaskAtOnce() {
    var sends = new Sends(task -> {});
    try (var node = new Node(DB.newPool(), sends).startAndAwait()) {
      // One after another, so that the poll alone, every 5 s, would take longer than we wait.
      var all = CompletableFuture.runAsync(() -> {
        for (var i = 1; i <= 20; i++) {
          enqueue(new MessageSend(UUID.randomUUID(), Lane.TRANSACTIONAL));
          node.ring();
          var expected = i;
          await().until(() -> sends.begun().size() == expected && node.server.slots().taken() == 0);
        }
      });
      await().atMost(Duration.ofSeconds(40)).until(all::isDone);
      all.join();
    }
  }

  @Test
  void aTaskNobodyRangForIsFoundByThePoll() {
    var sends = new Sends(task -> {});
    try (var node = new Node(DB.newPool(), sends).startAndAwait()) {
      enqueue(new MessageSend(UUID.randomUUID(), Lane.BULK));
      node.ring();
      await().until(() -> sends.begun().size() == 1 && node.server.slots().taken() == 0);

      enqueue(new MessageSend(UUID.randomUUID(), Lane.BULK));
      await().atMost(Duration.ofSeconds(30)).until(() -> sends.begun().size() == 2);
    }
  }

  @Test
  void aReplyIsNotKeptWaitingByTheBulkAheadOfIt() {
    var release = new CountDownLatch(1);
    var sends = new Sends(task -> {
      if (task.lane() == Lane.BULK) {
        release.await();
      }
    });
    IntStream.range(0, 200).forEach(_ -> enqueue(new MessageSend(UUID.randomUUID(), Lane.BULK)));
    try (var node = new Node(DB.newPool(), sends).startAndAwait()) {
      await().until(() -> sends.running() == Node.CONFIGURATION.slotsPerLane());

      enqueue(new MessageSend(UUID.randomUUID(), Lane.INTERACTIVE));
      node.ring();

      await().until(() -> sends.begun(task -> task.lane() == Lane.INTERACTIVE) == 1);
      assertThat(sends.begun(task -> task.lane() == Lane.BULK)).isEqualTo(Node.CONFIGURATION.slotsPerLane());

      release.countDown();
      await().atMost(Duration.ofSeconds(60)).until(() -> sends.begun(task -> task.lane() == Lane.BULK) == 200);
    } finally {
      release.countDown();
    }
  }

  @Test
  void theMoreUrgentLaneIsClaimedFirst() {
    enqueue(new Cleanup());
    enqueue(new MessageSend(UUID.randomUUID(), Lane.BULK));
    enqueue(new MessageSend(UUID.randomUUID(), Lane.TRANSACTIONAL));
    enqueue(new MessageSend(UUID.randomUUID(), Lane.INTERACTIVE));
    var storage = new TaskStorage(DB.database().pool(), new JacksonJsonMapper(false));
    try (var node = new Node(DB.newPool(), new Sends(task -> {}))) {
      assertThat(storage.claim(node.server, new Slots(4).free()))
          .extracting(job -> TaskKind.of(job.getJobSignature()))
          .containsExactly(TaskKind.SEND_INTERACTIVE, TaskKind.SEND_TRANSACTIONAL, TaskKind.SEND_BULK,
              TaskKind.CLEANUP);
    }
  }

  @Test
  void twoNodesShareTheTasksAndNoneIsRunTwice() {
    var bothAtWork = new CountDownLatch(2);
    var first = new Sends(once(bothAtWork));
    var second = new Sends(once(bothAtWork));
    IntStream.range(0, 60).forEach(_ -> enqueue(new MessageSend(UUID.randomUUID(), Lane.TRANSACTIONAL)));

    try (var _ = new Node(DB.newPool(), first).start(); var _ = new Node(DB.newPool(), second).start()) {
      await().atMost(Duration.ofSeconds(60)).until(() -> first.begun().size() + second.begun().size() >= 60);
      await().until(() -> DB.count("jobrunr.jobrunr_jobs where state = 'SUCCEEDED'") == 60);

      assertThat(first.begun()).isNotEmpty().doesNotContainAnyElementsOf(second.begun());
      assertThat(second.begun()).isNotEmpty();
      assertThat(first.begun().size() + second.begun().size()).isEqualTo(60);
    }
  }

  /// Waits, the first time, until the other node is at work as well.
  private static Sends.Work once(CountDownLatch bothAtWork) {
    Set<Thread> arrived = ConcurrentHashMap.newKeySet();
    return task -> {
      if (arrived.isEmpty() && arrived.add(Thread.currentThread())) {
        bothAtWork.countDown();
      }
      bothAtWork.await();
    };
  }

  @Test
  void aStopInterruptsATaskThatTakesTooLongAndTheTaskIsKept() throws InterruptedException {
    var interrupted = new CountDownLatch(1);
    var sends = new Sends(task -> {
      try {
        new CountDownLatch(1).await();
      } finally {
        interrupted.countDown();
      }
    });
    var node = new Node(DB.newPool(), sends).startAndAwait();
    enqueue(new MessageSend(UUID.randomUUID(), Lane.TRANSACTIONAL));
    node.ring();
    await().until(() -> sends.running() == 1);

    node.close();

    interrupted.await();
    assertThat(DB.values(String.class, "select state from jobrunr.jobrunr_jobs where recurringJobId is null"))
        .containsExactly("SCHEDULED");
  }

  @Test
  void aTaskThatFailedIsRunAgain() {
    var failures = new AtomicInteger();
    var sends = new Sends(task -> {
      if (failures.incrementAndGet() == 1) {
        throw new IllegalStateException("a bug, or the database was away");
      }
    });
    try (var node = new Node(DB.newPool(), sends).startAndAwait()) {
      enqueue(new MessageSend(UUID.randomUUID(), Lane.TRANSACTIONAL));
      node.ring();
      await().atMost(Duration.ofSeconds(60)).until(() -> sends.begun().size() == 2);
    }
  }

  @Test
  void cleanupRecursByItself() {
    var cleanups = new AtomicInteger();
    var handler = new CleanupHandler() {
      @Override
      public void run(Cleanup task) {
        cleanups.incrementAndGet();
      }
    };
    var often = new WorkerConfiguration(4, Duration.ofSeconds(2), Duration.ofMinutes(10), "*/5 * * * * *",
        Duration.ofSeconds(5));
    try (var _ = new Node(DB.newPool(), often, handler).startAndAwait()) {
      await().atMost(Duration.ofSeconds(60)).until(() -> cleanups.get() >= 2);
      assertThat(DB.values(String.class, "select distinct jobAsJson::json ->> 'jobName' from jobrunr.jobrunr_jobs"))
          .containsExactly("CLEANUP");
    }
  }

  private void enqueue(Task task) {
    DB.database().transaction(connection -> queue.enqueue(connection, task));
  }
}
