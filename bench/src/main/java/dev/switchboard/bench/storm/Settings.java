package dev.switchboard.bench.storm;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is wanted of a storm.
///
/// @param seed everything that looks like chance is drawn from it
/// @param length of the storm, without start and settling
/// @param data where everything is kept; must not be there yet
/// @param keep whether it is kept although all went well
/// @param report the directory for the report; null for none
record Settings(long seed, Duration length, Path data, boolean keep, @Nullable Path report) {

  private static final int SEEDS = 1_000_000;

  /// @throws IllegalArgumentException saying what is wrong with the words
  static Settings parse(String[] words) {
    var seed = new SecureRandom().nextInt(1, SEEDS);
    var minutes = 30;
    Path data = null;
    var keep = false;
    Path report = null;
    var rest = new ArrayDeque<>(List.of(words));
    while (!rest.isEmpty()) {
      var word = rest.remove();
      switch (word) {
        case "--seed" -> seed = Integer.parseInt(value(rest, word));
        case "--minutes" -> minutes = Integer.parseInt(value(rest, word));
        case "--short" -> minutes = 2;
        case "--data" -> data = Path.of(value(rest, word));
        case "--keep" -> keep = true;
        case "--report" -> report = Path.of(value(rest, word));
        default -> throw new IllegalArgumentException("unknown: " + word);
      }
    }
    var directory = Objects.requireNonNullElse(data, Path.of("bench/target/storm-seed" + seed));
    return new Settings(seed, Duration.ofMinutes(minutes), directory.toAbsolutePath(), keep, report);
  }

  private static String value(ArrayDeque<String> rest, String word) {
    if (rest.isEmpty()) {
      throw new IllegalArgumentException(word + " needs a value");
    }
    return rest.remove();
  }

  /// What to type to have it again: the same traffic and faults at the same times, whatever they meet.
  String command() {
    return "bench/storm --seed " + seed + " --minutes " + length.toMinutes() + " --keep";
  }
}
