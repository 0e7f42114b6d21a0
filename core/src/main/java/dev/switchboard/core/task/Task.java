package dev.switchboard.core.task;

import org.jobrunr.jobs.lambdas.JobRequest;

/// An order to drain what is due. May run twice, late or never; whoever handles one relies on rows, leases and fencing
/// numbers, not on it.
///
/// The names of these records and of their handler interfaces are stored in JobRunr's table: a task that waits under an
/// old name after a rename is never taken up (the sweep orders a new one).
public sealed interface Task extends JobRequest permits MessageSend, StatusCheck, MediaFetch, Cleanup {

  /// What JobRunr's table and dashboard show. Ids only, never contents.
  String title();
}
