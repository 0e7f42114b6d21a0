package dev.switchboard.api.live;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// How much the agents of this node have said, whatever the number of their connections, and also when they come back.
/// Thread-safe.
@Singleton
final class MessageRates {

  private static final int MANY = 1_000;

  private final LiveConfiguration configuration;
  private final Map<UUID, MessageRate> rates = new ConcurrentHashMap<>();

  MessageRates(LiveConfiguration configuration) {
    this.configuration = configuration;
  }

  /// Of one agent.
  MessageRate of(UUID agentId) {
    if (rates.size() > MANY) {
      rates.values().removeIf(MessageRate::isOver);
    }
    return rates.computeIfAbsent(agentId, _ -> new MessageRate(configuration.messagesPerMinute()));
  }
}
