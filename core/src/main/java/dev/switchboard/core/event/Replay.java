package dev.switchboard.core.event;

import java.util.List;

/// What somebody has missed.
public sealed interface Replay {

  /// The next events in order.
  ///
  /// @param next everything of the tenant up to here is among the events or before them
  /// @param complete whether that is all there is for now
  record Replayed(List<Event> events, Cursor next, boolean complete) implements Replay {}

  /// It cannot be told what was missed: whoever asks must look at everything again.
  record Resync(Reason reason) implements Replay {}

  /// Why a cursor is of no use.
  enum Reason {
    /// It is of another life of the cluster: the database was restored, or another server has taken over.
    EPOCH,
    /// Events after it have been dropped.
    EXPIRED,
    /// It is later than anything that has happened.
    FUTURE
  }
}
