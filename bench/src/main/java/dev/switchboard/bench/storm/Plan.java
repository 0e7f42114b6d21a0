package dev.switchboard.bench.storm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// When which fault strikes: a pure function of seed and length. All kinds of faults are dealt out before any comes again.
record Plan(List<Strike> strikes) {

  /// @param at since the beginning of the storm
  /// @param target picks one of several nodes
  /// @param lasting until what was hit is let go or started again, where that is ours to do
  record Strike(Duration at, Fault fault, int target, Duration lasting) {}

  private static final Duration CALM_FIRST = Duration.ofSeconds(5);
  // At the end nothing must still be down.
  private static final Duration CALM_LAST = Duration.ofSeconds(12);

  static Plan of(long seed, Duration length) {
    var random = new Random(seed);
    var strikes = new ArrayList<Strike>();
    var deck = new ArrayList<Fault>();
    var at = CALM_FIRST;
    var end = length.minus(CALM_LAST);
    while (at.compareTo(end) < 0) {
      if (deck.isEmpty()) {
        deck.addAll(Arrays.asList(Fault.values()));
        Collections.shuffle(deck, random);
      }
      strikes.add(new Strike(at, deck.removeLast(), random.nextInt(2), lasting(random)));
      at = at.plusMillis(random.nextLong(5_000, 15_000));
    }
    return new Plan(List.copyOf(strikes));
  }

  private static Duration lasting(Random random) {
    return Duration.ofMillis(random.nextLong(500, 5_000));
  }
}
