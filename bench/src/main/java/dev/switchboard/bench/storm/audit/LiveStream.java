package dev.switchboard.bench.storm.audit;

import dev.switchboard.core.event.Cursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that one live client was told, over all its connections.
///
/// @param client its name
/// @param segments more than one where it was told to start anew
public record LiveStream(String client, List<Segment> segments) {

  /// A stretch that is to be without gap and repetition.
  ///
  /// @param from where it stood at the beginning
  /// @param resync the reason why it had to start anew here; null at the very beginning
  /// @param heard the cursors of the events, as they came
  public record Segment(Cursor from, @Nullable String resync, List<Cursor> heard) {}
}
