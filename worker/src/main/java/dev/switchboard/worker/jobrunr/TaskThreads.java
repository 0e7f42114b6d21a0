package dev.switchboard.worker.jobrunr;

import org.jobrunr.server.threadpool.VirtualThreadJobRunrExecutor;

/// A virtual thread for each task. Stopping waits a bounded time for running tasks and then interrupts them.
final class TaskThreads extends VirtualThreadJobRunrExecutor {

  TaskThreads(int slots) {
    super(slots, "task");
  }

  /// Nothing to start; JobRunr's own only logs a line.
  @Override
  public void start() {}

  /// JobRunr's own silently drops a task that comes after the stop; then its slot would never be given back.
  ///
  /// @throws java.util.concurrent.RejectedExecutionException after the stop
  @Override
  public void execute(Runnable task) {
    executorService.execute(task);
  }
}
