package dev.switchboard.worker.jobrunr;

import java.util.concurrent.RejectedExecutionException;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.configuration.BackgroundJobServerWorkerPolicy;
import org.jobrunr.server.strategy.WorkDistributionStrategy;
import org.jobrunr.server.threadpool.JobRunrExecutor;
import org.jobrunr.storage.navigation.AmountRequest;
import org.jspecify.annotations.Nullable;

/// Runs claimed tasks, each on a virtual thread and in a slot of its kind.
final class TaskWorkers implements BackgroundJobServerWorkerPolicy {

  private final Slots slots;
  private final Bell bell;
  private volatile @Nullable TaskThreads threads;

  TaskWorkers(Slots slots, Bell bell) {
    this.slots = slots;
    this.bell = bell;
  }

  Slots slots() {
    return slots;
  }

  Bell bell() {
    return bell;
  }

  /// Rings when the task has ended, because its slot may be awaited.
  ///
  /// @throws RejectedExecutionException where the server has been stopped
  void run(TaskKind kind, Runnable task) {
    TaskThreads running = threads;
    if (running == null) {
      throw new RejectedExecutionException("The task server has not been started");
    }
    slots.take(kind);
    try {
      running.execute(() -> {
        try {
          task.run();
        } finally {
          giveBack(kind);
        }
      });
    } catch (RejectedExecutionException e) {
      giveBack(kind);
      throw e;
    }
  }

  private void giveBack(TaskKind kind) {
    slots.giveBack(kind);
    bell.ring();
  }

  @Override
  public JobRunrExecutor toJobRunrExecutor() {
    TaskThreads fresh = new TaskThreads(slots.size());
    threads = fresh;
    return fresh;
  }

  @Override
  public WorkDistributionStrategy toWorkDistributionStrategy(BackgroundJobServer server) {
    return new WorkDistributionStrategy() {
      @Override
      public int getWorkerCount() {
        return slots.size();
      }

      /// Nothing: JobRunr's own claim knows no lanes, and its `tryLock` may lose a wake-up. The dispatcher claims.
      @Override
      public AmountRequest getWorkPageRequest() {
        return new AmountRequest("updatedAt:ASC", 0);
      }
    };
  }
}
