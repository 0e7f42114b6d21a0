package dev.switchboard.worker.jobrunr;

import static org.jobrunr.server.BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import javax.sql.DataSource;
import org.jobrunr.jobs.Job;
import org.jobrunr.server.BackgroundJobPerformer;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.server.JobSteward;
import org.jobrunr.utils.mapper.JsonMapper;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// JobRunr's server, woken by a doorbell: one thread claims as soon as somebody rings or a slot becomes free, and looks
/// every few seconds in any case. Stops for good when the database goes away; a [Supervisor] starts it again.
public final class TaskServer extends BackgroundJobServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TaskServer.class);

  /// The least that JobRunr allows; also the pace of its heartbeat. A server that misses four of them is taken for dead
  /// and its tasks are run by another one.
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final Duration NOT_READY = Duration.ofMillis(100);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final TaskStorage storage;
  private final TaskWorkers workers;
  private final Thread dispatcher = Thread.ofPlatform().name("task-dispatcher").daemon().unstarted(this::dispatch);
  private volatile boolean closed;

  /// Asks nothing of the database before the start.
  ///
  /// @param dataSource one that joins no surrounding transaction
  /// @param handlers gives the bean that implements a task's handler interface, or null
  public static TaskServer over(DataSource dataSource, JobActivator handlers, WorkerConfiguration configuration) {
    JsonMapper json = new JacksonJsonMapper(false);
    Bell bell = new Bell();
    TaskWorkers workers = new TaskWorkers(new Slots(configuration.slotsPerLane()), bell);
    return new TaskServer(new TaskStorage(dataSource, json), json, handlers, configuration, workers);
  }

  private TaskServer(TaskStorage storage, JsonMapper json, JobActivator handlers, WorkerConfiguration configuration,
      TaskWorkers workers) {
    super(storage, json, handlers, jobRunrConfiguration(configuration, workers));
    this.storage = storage;
    this.workers = workers;
  }

  private static BackgroundJobServerConfiguration jobRunrConfiguration(WorkerConfiguration configuration,
      TaskWorkers workers) {
    return usingStandardBackgroundJobServerConfiguration() //
        .andPollInterval(POLL) //
        .andBackgroundJobServerWorkerPolicy(workers)
        .andInterruptJobsAwaitDurationOnStopBackgroundJobServer(configuration.stopWithin())
        .andDeleteSucceededJobsAfter(configuration.keepDone())
        .andPermanentlyDeleteDeletedJobsAfter(configuration.keepDone());
  }

  /// Lets this node look for tasks at once. Never blocks, may be called at any time and from any thread; no ring is lost,
  /// many rings are as good as one. Ring after the commit that made the task.
  public void ring() {
    workers.bell().ring();
  }

  @Override
  public void start() {
    super.start();
    synchronized (dispatcher) {
      if (dispatcher.getState() == Thread.State.NEW && !closed) {
        dispatcher.start();
      }
    }
  }

  private void dispatch() {
    Duration patience = Duration.ZERO;
    boolean failing = false;
    while (!closed) {
      try {
        workers.bell().await(patience);
        patience = startWaitingTasks() ? POLL : NOT_READY;
        failing = false;
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) {
        // Without this thread the node would do nothing. The ring is used up, so look again soon without one.
        patience = AFTER_FAILURE;
        if (!failing && !closed) {
          LOG.warn("Could not claim tasks, trying again every {} s: {}", AFTER_FAILURE.toSeconds(), e.toString());
        }
        failing = true;
      }
    }
  }

  private boolean startWaitingTasks() {
    if (!isRunning() || isNotReadyToProcessJobs()) {
      return false;
    }
    Map<TaskKind, Integer> free = workers.slots().free();
    if (!free.isEmpty()) {
      storage.claim(this, free).forEach(this::processJob);
    }
    return true;
  }

  @Override
  public void processJob(Job job) {
    try {
      workers.run(TaskKind.of(job.getJobSignature()), new BackgroundJobPerformer(this, job));
    } catch (RejectedExecutionException e) {
      // Stopped between the claim and here. JobRunr gives the task to another server when it misses our heartbeat.
      LOG.debug("Task {} was claimed but not started", job.getId());
    }
  }

  /// Slots are counted when a task is claimed, so JobRunr's count at the start of the thread, and its claim at the end,
  /// are left out.
  @Override
  protected JobSteward createJobSteward() {
    return new JobSteward(this) {
      @Override
      public void notifyThreadOccupied() {}

      @Override
      public void notifyThreadIdle() {}

      @Override
      public int getOccupiedWorkerCount() {
        return workers.slots().taken();
      }
    };
  }

  Slots slots() {
    return workers.slots();
  }

  /// Claims nothing more, waits a bounded time for running tasks, then interrupts them; JobRunr orders these again.
  @Override
  public void close() {
    closed = true;
    ring();
    try {
      // A claim under way is let finish, or its tasks would be nobody's for a while.
      dispatcher.join(AFTER_FAILURE.toMillis());
      dispatcher.interrupt();
      dispatcher.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stop();
  }
}
