package dev.switchboard.core.assignment;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Whose turn it is: who was given a chat the longest ago, of those who see its account and have room. For one thread.
final class Rota {

  /// An agent who may be given chats.
  ///
  /// @param room how many; above 0
  /// @param accounts whose chats they see
  record Candidate(UUID agentId, int room, Set<UUID> accounts) {

    Candidate {
      accounts = Set.copyOf(accounts);
    }
  }

  // In the order of their turns. Who has no room any more has left.
  private final Map<UUID, Candidate> waiting = new LinkedHashMap<>();

  /// @param candidates who was given a chat the longest ago first
  Rota(List<Candidate> candidates) {
    candidates.forEach(each -> waiting.put(each.agentId(), each));
  }

  /// The accounts whose chats somebody may be given.
  Set<UUID> accounts() {
    return waiting.values().stream().flatMap(each -> each.accounts().stream())
        .collect(Collectors.toCollection(HashSet::new));
  }

  /// How many chats of an account may be given, if no others are.
  int room(UUID accountId) {
    return waiting.values().stream().filter(each -> each.accounts().contains(accountId)).mapToInt(Candidate::room)
        .sum();
  }

  /// Who is to be given a chat of the account; empty where nobody has room. Their next turn is after everybody else's.
  Optional<UUID> next(UUID accountId) {
    var next = waiting.values().stream().filter(each -> each.accounts().contains(accountId)).findFirst();
    next.ifPresent(each -> {
      waiting.remove(each.agentId());
      if (each.room() > 1) {
        waiting.put(each.agentId(), new Candidate(each.agentId(), each.room() - 1, each.accounts()));
      }
    });
    return next.map(Candidate::agentId);
  }
}
