package dev.switchboard.worker.send;

import dev.switchboard.core.route.AccountHealth;
import dev.switchboard.core.task.MessageSend;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The gates of this node: a circuit breaker for each account, a bulkhead for each account and lane.
@Singleton
@Requires(property = "switchboard.worker.enabled", value = "true")
final class Gates implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Gates.class);

  private final int concurrency;
  private final Duration rest;
  private final String node;
  private final AccountHealth health;
  private final CircuitBreakerRegistry breakers;
  private final Map<MessageSend, Gate> gates = new ConcurrentHashMap<>();
  private final Map<UUID, AccountWatch> watches = new ConcurrentHashMap<>();
  // One after the other, so that what was said last stands.
  private final ExecutorService writer = Executors
      .newSingleThreadExecutor(Thread.ofVirtual().name("account health").factory());

  Gates(SendConfiguration configuration, Drains.Engine engine, AccountHealth health) {
    this.concurrency = configuration.concurrency();
    this.rest = configuration.breakerPause();
    this.node = engine.node();
    this.health = health;
    this.breakers = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
        .slidingWindowSize(50)
        .minimumNumberOfCalls(20)
        .failureRateThreshold(60)
        .waitDurationInOpenState(configuration.breakerPause())
        .permittedNumberOfCallsInHalfOpenState(3)
        .build());
  }

  Gate of(MessageSend lane) {
    return gates.computeIfAbsent(lane, key -> new Gate(breaker(key), watch(key.accountId()), concurrency));
  }

  private CircuitBreaker breaker(MessageSend lane) {
    return breakers.find(lane.accountId().toString()).orElseGet(() -> {
      var breaker = breakers.circuitBreaker(lane.accountId().toString());
      breaker.getEventPublisher()
          .onStateTransition(event -> {
            LOG.info("circuit breaker of account {}: {}", event.getCircuitBreakerName(), event.getStateTransition());
            tell(lane.accountId(), event.getStateTransition().getToState());
          });
      return breaker;
    });
  }

  private void tell(UUID accountId, CircuitBreaker.State state) {
    switch (state) {
      case OPEN, FORCED_OPEN -> watch(accountId).rests(rest);
      case CLOSED -> watch(accountId).well();
      case HALF_OPEN, DISABLED, METRICS_ONLY -> {}
    }
  }

  private AccountWatch watch(UUID accountId) {
    return watches.computeIfAbsent(accountId, id -> new AccountWatch(id, node, health, writer));
  }

  @Override
  @PreDestroy
  public void close() {
    writer.shutdown();
  }
}
