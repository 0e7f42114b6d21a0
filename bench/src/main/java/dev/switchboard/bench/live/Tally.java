package dev.switchboard.bench.live;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;

/// Who has got which message, and how long that took: from when a message was to be written until the second of its two
/// clients has it.
///
/// Messages are numbered through all runs of a process. One thread says what was sent, another one what was delivered.
final class Tally {

  private final long first;
  private final int warmUp;
  private final int chats;
  private final AtomicLongArray due;
  private final byte[] got;
  private final Histogram nanos = new Histogram(TimeUnit.MINUTES.toNanos(2), 3);
  private volatile int complete;
  private volatile int wrong;

  /// @param first the number of the first message
  /// @param warmUp how many are counted, but not for the times
  /// @param count all of them
  Tally(long first, int warmUp, int count, int chats) {
    this.first = first;
    this.warmUp = warmUp;
    this.chats = chats;
    this.due = new AtomicLongArray(count);
    this.got = new byte[count];
  }

  void sent(long sequence, long dueAt) {
    due.set((int) (sequence - first), dueAt);
  }

  /// A message has come to a client. One that comes twice, or to the wrong client, is counted as wrong.
  void delivered(long sequence, LiveClient client) {
    var i = (int) (sequence - first);
    var bit = 1 << client.side();
    if (i < 0 || i >= got.length || sequence % chats != client.chat() || (got[i] & bit) != 0) {
      wrong++;
      return;
    }
    got[i] |= (byte) bit;
    if (got[i] == 3) {
      if (i >= warmUp) {
        nanos.recordValue(Math.max(0, System.nanoTime() - due.get(i)));
      }
      complete++;
    }
  }

  /// How many messages have come to both.
  int complete() {
    return complete;
  }

  int missed() {
    return got.length - complete;
  }

  int wrong() {
    return wrong;
  }

  double millis(double percentile) {
    return nanos.getValueAtPercentile(percentile) / 1e6;
  }
}
