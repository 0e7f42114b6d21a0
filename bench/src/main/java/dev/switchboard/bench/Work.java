package dev.switchboard.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One line of the table: something that is done and measured, by one contender or by several.
interface Work {

  /// One word, for `--only`.
  String name();

  /// A sentence for the table.
  String title();

  /// Who does it: in each round each of them once, in this order.
  List<String> contenders();

  /// After which time a contender is ended and has failed.
  default Duration limit() {
    return Duration.ofMinutes(5);
  }

  /// Does it once; figures by name. An interrupt ends it early, and leaves nothing running.
  Map<String, Double> run(String contender) throws Exception;

  /// Clears away what it has kept from run to run.
  default void end() throws Exception {}

  /// What Switchboard's figures are to be.
  List<Goal> goals();

  /// What of the [floor][FloorWork] the goals' figures can be held against; null where nothing of it can.
  default @Nullable String floor() {
    return null;
  }

  /// What a figure is to be.
  ///
  /// @param figure its name, with its unit: `messages/s`, `p99 ms`
  /// @param atLeast whether more is better
  /// @param timesBestPeer how many times the best peer's figure it is to be beside that; 0 where that is not asked
  record Goal(String figure, boolean atLeast, double value, double timesBestPeer) {

    static Goal atLeast(String figure, double value) {
      return new Goal(figure, true, value, 0);
    }

    static Goal atMost(String figure, double value) {
      return new Goal(figure, false, value, 0);
    }

    Goal andTimesBestPeer(double times) {
      return new Goal(figure, atLeast, value, times);
    }
  }
}
