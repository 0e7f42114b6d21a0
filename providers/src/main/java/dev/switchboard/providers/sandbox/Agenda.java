package dev.switchboard.providers.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/// What is to be posted when. Thread-safe.
final class Agenda {

  private record Due(Posting posting, long order) {}

  private static final long LONGEST_WAIT_MILLIS = 1_000;

  private final PriorityQueue<Due> queue = new PriorityQueue<>(
      Comparator.comparing((Due due) -> due.posting().due()).thenComparingLong(Due::order));
  private final int capacity;
  private long added;

  Agenda(int capacity) {
    this.capacity = capacity;
  }

  /// @return false when there is no room for any more
  synchronized boolean add(Posting posting) {
    if (queue.size() >= capacity) {
      return false;
    }
    queue.add(new Due(posting, added++));
    notifyAll();
    return true;
  }

  synchronized Optional<Instant> earliest() {
    return Optional.ofNullable(queue.peek()).map(due -> due.posting().due());
  }

  /// Takes out everything that is due by then, the earliest first.
  synchronized List<Posting> dueBy(Instant instant) {
    var due = new ArrayList<Posting>();
    while (!queue.isEmpty() && !queue.element().posting().due().isAfter(instant)) {
      due.add(queue.remove().posting());
    }
    return due;
  }

  /// Blocks until something is due or something new was added, which may be due earlier; for a second at the longest.
  @SuppressWarnings("WaitNotInLoop") // the caller looks again whatever it woke for
  synchronized void await(Instant now) throws InterruptedException {
    var millis = earliest().map(due -> Duration.between(now, due).toMillis() + 1).orElse(LONGEST_WAIT_MILLIS);
    if (millis > 0) {
      wait(Math.min(millis, LONGEST_WAIT_MILLIS));
    }
  }

  synchronized int size() {
    return queue.size();
  }
}
