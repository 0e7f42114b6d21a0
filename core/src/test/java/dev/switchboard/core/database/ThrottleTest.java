package dev.switchboard.core.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ThrottleTest {

  private static final long INTERVAL = 1_000;

  // Where nanoTime overflows: only differences count.
  private long now = Long.MAX_VALUE - 2_500;
  private final Throttle throttle = new Throttle(Duration.ofNanos(INTERVAL), 3, () -> now);

  @Test
  void aBurstGoesAtOnceAndWhatFollowsAtIntervals() {
    assertThat(LongStream.range(0, 6).map(i -> throttle.next())).containsExactly(0L, 0L, 0L, 1_000L, 2_000L, 3_000L);
  }

  @Test
  void whoActsLessOftenNeverWaits() {
    for (var i = 0; i < 10; i++) {
      assertThat(throttle.next()).isZero();
      now += INTERVAL;
    }
  }

  @Test
  void aRestGivesTheBurstBackAndNoMore() {
    LongStream.range(0, 3).forEach(i -> throttle.next());
    now += 100 * INTERVAL;

    assertThat(LongStream.range(0, 5).map(i -> throttle.next())).containsExactly(0L, 0L, 0L, 1_000L, 2_000L);
  }

  @Test
  void whoIsAlwaysThereActsOnceInAnInterval() {
    var acts = 0;
    for (var begun = now; now - begun < 100 * INTERVAL; now += throttle.next()) {
      acts++;
    }

    assertThat(acts).isBetween(100, 103);
  }
}
