package dev.switchboard.core.event;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/// A place in the log: right behind the event that has it, or before all events of an epoch.
///
/// It is always that of an event that was seen, never how far somebody has looked: a server that crashes gives the ids of
/// transactions that it had not written to disk to new ones, whose events would then be behind a cursor made of such an id.
/// What was seen is on disk, and what comes later has a greater id.
///
/// Its text, `epoch.xid.seq`, is what clients keep. Cursors of one epoch are in the order in which events are told.
///
/// @param epoch which life of the cluster; transaction ids start again after a restore
/// @param xid the transaction that wrote the event, or the latest that had ended by then where that is younger: what is
///        written under a lock comes after what the lock's last holder wrote
/// @param seq the place among those
public record Cursor(int epoch, long xid, long seq) implements Comparable<Cursor> {

  private static final Pattern TEXT = Pattern
      .compile("([1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,17})\\.(0|[1-9][0-9]{0,17})");
  private static final Comparator<Cursor> ORDER = Comparator.comparingInt(Cursor::epoch)
      .thenComparingLong(Cursor::xid)
      .thenComparingLong(Cursor::seq);

  /// Reads the text form; empty for everything else, also for leading zeros, signs and spaces.
  public static Optional<Cursor> parse(String text) {
    var matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(new Cursor(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)),
        Long.parseLong(matcher.group(3))));
  }

  /// Before everything that was written in an epoch.
  static Cursor begin(int epoch) {
    return new Cursor(epoch, 0, 0);
  }

  /// Whichever comes behind the other.
  static Cursor later(Cursor one, Cursor other) {
    return one.isAfter(other) ? one : other;
  }

  public boolean isAfter(Cursor other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(Cursor other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return epoch + "." + xid + "." + seq;
  }
}
