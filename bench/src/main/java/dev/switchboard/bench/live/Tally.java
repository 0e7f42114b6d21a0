package dev.switchboard.bench.live;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// Who has got which message, and how long that took: from when a message was to be written until the last of its
/// clients has it.
///
/// Messages are numbered through all runs of a process. One thread says what was sent, another one what was delivered.
final class Tally {

  private static final long DRAIN = TimeUnit.SECONDS.toNanos(20);

  private final long first;
  private final int warmUp;
  private final int chats;
  private final int all;
  private final AtomicLongArray due;
  private final byte[] got;
  private final Histogram nanos = new Histogram(TimeUnit.MINUTES.toNanos(2), 3);
  private volatile int complete;
  private volatile int wrong;

  /// @param first the number of the first message
  /// @param warmUp how many are counted, but not for the times
  /// @param count all of them
  /// @param sides how many clients each chat has
  Tally(long first, int warmUp, int count, int chats, int sides) {
    this.first = first;
    this.warmUp = warmUp;
    this.chats = chats;
    this.all = (1 << sides) - 1;
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
    if (got[i] == all) {
      if (i >= warmUp) {
        nanos.recordValue(Math.max(0, System.nanoTime() - due.get(i)));
      }
      complete++;
    }
  }

  /// Waits until so many messages are complete, for some seconds at most.
  void await(int messages) {
    var end = System.nanoTime() + DRAIN;
    while (complete < messages && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  /// How many messages have come to all clients of their chats.
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
