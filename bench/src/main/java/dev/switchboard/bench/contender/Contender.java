package dev.switchboard.bench.contender;

import java.util.List;

/// A queue that is measured: takes messages durably and lets workers send them.
///
/// Accepting is done by many threads at once, everything else by one. What a method throws ends the run.
public interface Contender extends AutoCloseable {

  /// Returns when the message is a row in PostgreSQL and its job is stored as durably as the queue can.
  void accept(Message message) throws Exception;

  /// The same for many, in whatever way is best for the queue; not measured.
  void acceptAll(List<Message> messages) throws Exception;

  /// Starts the workers of this process; they may have been started and stopped before.
  void startWorkers() throws Exception;

  /// Stops them and waits for what they have begun.
  void stopWorkers() throws Exception;

  /// How many messages have been recorded as SENT until now; asked every few milliseconds, so it must cost little.
  long sent() throws Exception;

  /// How many rows say SENT and have the provider's id: asked once, to be sure of what [#sent] said.
  long recorded() throws Exception;

  @Override
  void close() throws Exception;
}
