package dev.switchboard.providers.sandbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The messages that the service has taken, the latest ones at least. Thread-safe.
final class Ledger {

  /// A message and whose it is.
  record Entry(ReceivedMessage message, Profile profile) {

    /// What becomes of it: drawn again when it is asked for, because there are many messages and little to remember.
    Fate fate() {
      return Fate.afterThrottle(profile.behaviour(), message.reference(), message.attempt());
    }
  }

  private final int capacity;
  private final LinkedHashMap<String, Entry> byId = new LinkedHashMap<>();
  private final Map<UUID, List<Entry>> byReference = new HashMap<>();
  private Instant since;
  private long taken;
  private long duplicates;

  /// @param capacity how many messages it remembers
  /// @param since when this ledger begins: of what came earlier it knows nothing
  Ledger(int capacity, Instant since) {
    this.capacity = capacity;
    this.since = since;
  }

  /// Says that everything from then on is about to be added: a journal is read.
  synchronized void beganAt(Instant instant) {
    since = instant;
  }

  /// Remembers a message under a free id: always the same one for the same message and attempt, unless that has been
  /// here before.
  synchronized Entry take(UUID reference, int attempt, Function<String, Entry> entry) {
    var id = "sbx-" + reference + "-" + attempt;
    for (var again = 2; byId.containsKey(id); again++) {
      id = "sbx-" + reference + "-" + attempt + "-" + again;
    }
    return add(entry.apply(id));
  }

  synchronized Entry add(Entry entry) {
    byId.put(entry.message().id(), entry);
    var sameReference = byReference.computeIfAbsent(entry.message().reference(), _ -> new ArrayList<>(1));
    sameReference.add(entry);
    taken++;
    if (sameReference.size() > 1) {
      duplicates++;
    }
    if (byId.size() > capacity) {
      forgetOldest();
    }
    return entry;
  }

  private void forgetOldest() {
    var oldest = byId.pollFirstEntry().getValue();
    since = oldest.message().at();
    byReference.computeIfPresent(oldest.message().reference(), (_, entries) -> {
      entries.remove(oldest);
      return entries.isEmpty() ? null : entries;
    });
  }

  synchronized Optional<Entry> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  synchronized List<Entry> find(UUID reference) {
    return List.copyOf(byReference.getOrDefault(reference, List.of()));
  }

  synchronized List<ReceivedMessage> messages() {
    return byId.values().stream().map(Entry::message).toList();
  }

  /// Of messages taken after this it is certain that the ledger has them.
  synchronized Instant since() {
    return since;
  }

  synchronized long taken() {
    return taken;
  }

  synchronized long duplicates() {
    return duplicates;
  }
}
