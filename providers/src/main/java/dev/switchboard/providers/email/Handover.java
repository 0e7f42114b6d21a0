package dev.switchboard.providers.email;

import java.util.concurrent.atomic.AtomicReference;

/// The moment in which a letter becomes the server's: either it begins or it is given up, never both. Thread-safe.
final class Handover {

  private enum State {
    OPEN, BEGUN, GIVEN_UP
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
  private final long deadlineNanos;

  /// @param deadlineNanos the [System#nanoTime()] after which it cannot begin any more
  Handover(long deadlineNanos) {
    this.deadlineNanos = deadlineNanos;
  }

  /// Called just before the final dot is written.
  ///
  /// @return whether it may be
  boolean begin() {
    if (System.nanoTime() - deadlineNanos > 0) {
      giveUp();
    }
    return state.compareAndSet(State.OPEN, State.BEGUN);
  }

  /// @return whether it has surely not begun and never will
  boolean giveUp() {
    return state.compareAndSet(State.OPEN, State.GIVEN_UP) || state.get() == State.GIVEN_UP;
  }

  boolean begun() {
    return state.get() == State.BEGUN;
  }
}
