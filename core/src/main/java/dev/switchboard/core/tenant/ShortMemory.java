package dev.switchboard.core.tenant;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;

/// Remembers what was found for a short time, and no more than so many things. What was not found is asked for again.
///
/// Thread-safe. Whatever was being read while something was forgotten is not remembered, because it may be the old.
final class ShortMemory<K, V> {

  private record Remembered<V>(V value, long since) {}

  private final int limit;
  private final long nanos;
  private final Map<K, Remembered<V>> entries = new ConcurrentHashMap<>();
  private final AtomicLong forgotten = new AtomicLong();

  ShortMemory(int limit, Duration time) {
    this.limit = limit;
    this.nanos = time.toNanos();
  }

  Optional<V> recall(K key, Function<K, Optional<V>> read) {
    var known = entries.get(key);
    if (known != null && isFresh(known)) {
      return Optional.of(known.value());
    }
    var before = forgotten.get();
    var found = read.apply(key);
    found.ifPresent(value -> {
      makeRoom();
      entries.put(key, new Remembered<>(value, System.nanoTime()));
    });
    if (found.isEmpty() || forgotten.get() != before) {
      entries.remove(key);
    }
    return found;
  }

  /// What is remembered, without asking anybody.
  Optional<V> peek(K key) {
    return Optional.ofNullable(entries.get(key)).filter(this::isFresh).map(Remembered::value);
  }

  void forgetIf(Predicate<V> condition) {
    forgotten.incrementAndGet();
    entries.values().removeIf(remembered -> condition.test(remembered.value()));
  }

  private void makeRoom() {
    if (entries.size() >= limit) {
      entries.values().removeIf(remembered -> !isFresh(remembered));
    }
    if (entries.size() >= limit) {
      entries.clear();
    }
  }

  private boolean isFresh(Remembered<V> remembered) {
    return System.nanoTime() - remembered.since() < nanos;
  }
}
