package dev.switchboard.core.overview;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How long customers waited, in the buckets of [Rollups#STEP].
final class Waits {

  private static final double SHORTEST = 0.5;

  private final TreeMap<Integer, Long> answers = new TreeMap<>();

  void add(int bucket, long times) {
    answers.merge(bucket, times, Long::sum);
  }

  void add(Waits others) {
    others.answers.forEach(this::add);
  }

  long count() {
    return answers.values().stream().mapToLong(Long::longValue).sum();
  }

  /// How long so many of them waited at most: the middle of the bucket in which the last of these is.
  ///
  /// @return null where nobody waited
  @Nullable
  Double seconds(double share) {
    var wanted = Math.max(1, (long) Math.ceil(count() * share));
    var seen = 0L;
    for (Map.Entry<Integer, Long> bucket : answers.entrySet()) {
      seen += bucket.getValue();
      if (seen >= wanted) {
        return bucket.getKey() == 0 ? SHORTEST : Math.pow(Rollups.STEP, bucket.getKey() - 0.5);
      }
    }
    return null;
  }
}
