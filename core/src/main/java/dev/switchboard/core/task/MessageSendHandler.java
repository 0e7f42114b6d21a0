package dev.switchboard.core.task;

import org.jobrunr.jobs.lambdas.JobRequestHandler;

/// Runs [MessageSend] tasks of every lane. Implement this interface, not the lanes' ones.
public interface MessageSendHandler extends JobRequestHandler<MessageSend> {

  /// Called on a virtual thread of its own; an interrupt means that the node is stopping. An exception means a bug or a
  /// database that is away: JobRunr tries a few times more and then shows the task as failed.
  ///
  /// Default only because JobRunr refuses to enqueue for an abstract method.
  @Override
  default void run(MessageSend task) throws Exception {
    throw new UnsupportedOperationException("MessageSendHandler.run is not implemented by " + getClass().getName());
  }

  /// Tells the lane in JobRunr's `jobSignature` column.
  interface Interactive extends MessageSendHandler {}

  /// Tells the lane in JobRunr's `jobSignature` column.
  interface Transactional extends MessageSendHandler {}

  /// Tells the lane in JobRunr's `jobSignature` column.
  interface Bulk extends MessageSendHandler {}
}
