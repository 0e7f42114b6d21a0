package dev.switchboard.worker.send;

import dev.switchboard.core.task.MessageSend;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The gates of this node: a circuit breaker for each account, a bulkhead for each account and lane.
@Singleton
@Requires(property = "switchboard.worker.enabled", value = "true")
final class Gates {

  private static final Logger LOG = LoggerFactory.getLogger(Gates.class);

  private final int concurrency;
  private final CircuitBreakerRegistry breakers;
  private final Map<MessageSend, Gate> gates = new ConcurrentHashMap<>();

  Gates(SendConfiguration configuration) {
    this.concurrency = configuration.concurrency();
    this.breakers = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
        .slidingWindowSize(50)
        .minimumNumberOfCalls(20)
        .failureRateThreshold(60)
        .waitDurationInOpenState(configuration.breakerPause())
        .permittedNumberOfCallsInHalfOpenState(3)
        .build());
  }

  Gate of(MessageSend lane) {
    return gates.computeIfAbsent(lane, key -> new Gate(breaker(key), concurrency));
  }

  private CircuitBreaker breaker(MessageSend lane) {
    return breakers.find(lane.accountId().toString()).orElseGet(() -> {
      var breaker = breakers.circuitBreaker(lane.accountId().toString());
      breaker.getEventPublisher()
          .onStateTransition(event -> LOG.info("circuit breaker of account {}: {}", event.getCircuitBreakerName(),
              event.getStateTransition()));
      return breaker;
    });
  }
}
