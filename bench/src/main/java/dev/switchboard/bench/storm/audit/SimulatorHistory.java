package dev.switchboard.bench.storm.audit;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What the simulated service received and did, as its journal tells it.
///
/// @param taken every message it has taken, in that order, duplicates included
/// @param written the ids of messages that customers wrote
/// @param posted the names of all items whose webhook was answered 2xx
public record SimulatorHistory(List<Taken> taken, Set<String> written, Set<String> posted) {

  /// A message that the service has taken.
  ///
  /// @param id the service's
  /// @param reference our message id
  /// @param attempt our number of the attempt that brought it
  public record Taken(String id, UUID reference, int attempt, Instant at) {}

  /// By our message ids, each list in the order of the journal.
  public Map<UUID, List<Taken>> byReference() {
    return taken.stream().collect(Collectors.groupingBy(Taken::reference));
  }

  /// The place in the journal where each message first appears.
  Map<UUID, Integer> firstDeliveries() {
    var first = new LinkedHashMap<UUID, Integer>();
    for (var i = 0; i < taken.size(); i++) {
      first.putIfAbsent(taken.get(i).reference(), i);
    }
    return first;
  }

  Map<String, Taken> byId() {
    return taken.stream().collect(Collectors.toMap(Taken::id, Function.identity()));
  }
}
