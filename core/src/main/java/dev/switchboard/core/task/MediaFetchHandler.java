package dev.switchboard.core.task;

import org.jobrunr.jobs.lambdas.JobRequestHandler;

/// Runs [MediaFetch] tasks.
public interface MediaFetchHandler extends JobRequestHandler<MediaFetch> {

  /// Called on a virtual thread of its own; an interrupt means that the node is stopping. An exception means a bug or a
  /// database that is away: JobRunr tries a few times more and then shows the task as failed.
  ///
  /// Default only because JobRunr refuses to enqueue for an abstract method.
  @Override
  default void run(MediaFetch task) throws Exception {
    throw new UnsupportedOperationException("MediaFetchHandler.run is not implemented by " + getClass().getName());
  }
}
