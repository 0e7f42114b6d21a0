package dev.switchboard.worker.jobrunr;

import java.util.EnumMap;
import java.util.Map;

/// How many tasks of each kind this node runs at once. Every kind has slots of its own and never takes another's: slots
/// are virtual threads and cost nothing while idle, so nothing is won by sharing them, and a reply never waits for a
/// campaign to give one back. Thread-safe.
final class Slots {

  private final Map<TaskKind, Integer> size = new EnumMap<>(TaskKind.class);
  private final Map<TaskKind, Integer> taken = new EnumMap<>(TaskKind.class);

  /// @param perLane slots of each lane, and for fetching files; status checks get a quarter as many, cleaning up gets one
  Slots(int perLane) {
    if (perLane < 1) {
      throw new IllegalArgumentException("A worker needs at least one slot per lane, not " + perLane + ".");
    }
    for (TaskKind kind : TaskKind.values()) {
      size.put(kind, switch (kind) {
        case SEND_INTERACTIVE, SEND_TRANSACTIONAL, SEND_BULK, MEDIA_FETCH -> perLane;
        case STATUS_CHECK -> Math.max(1, perLane / 4);
        case CLEANUP -> 1;
      });
      taken.put(kind, 0);
    }
  }

  /// The kinds that have free slots, in the order in which they are claimed.
  synchronized Map<TaskKind, Integer> free() {
    Map<TaskKind, Integer> free = new EnumMap<>(TaskKind.class);
    size.forEach((kind, slots) -> {
      int left = slots - taken(kind);
      if (left > 0) {
        free.put(kind, left);
      }
    });
    return free;
  }

  synchronized void take(TaskKind kind) {
    taken.merge(kind, 1, Integer::sum);
  }

  synchronized void giveBack(TaskKind kind) {
    taken.merge(kind, -1, Integer::sum);
  }

  synchronized int taken(TaskKind kind) {
    return taken.getOrDefault(kind, 0);
  }

  synchronized int taken() {
    return taken.values().stream().mapToInt(Integer::intValue).sum();
  }

  synchronized int size() {
    return size.values().stream().mapToInt(Integer::intValue).sum();
  }
}
