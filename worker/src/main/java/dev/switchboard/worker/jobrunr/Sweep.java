package dev.switchboard.worker.jobrunr;

/// Finds due rows that no task covers and orders tasks for them. Runs every few seconds on every worker node, so it must
/// be harmless when two nodes do it at once. Define one bean of this type.
///
/// Not a recurring JobRunr job: those come at most every 5 seconds, start up to 5 seconds early or late, and would fill
/// the table with a done task for each round.
@FunctionalInterface
public interface Sweep {

  /// May throw: the next round comes anyway.
  void sweep() throws Exception;
}
