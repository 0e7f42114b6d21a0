package dev.switchboard.worker.send;

import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.SendResult;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// What stands between a drain and a service: the account's circuit breaker, shared by its lanes, and the lane's own
/// bulkhead, so that no lane takes another's permits.
final class Gate {

  private static final int PROBES = 3;

  private final CircuitBreaker breaker;
  private final AccountWatch watch;
  private final Bulkhead bulkhead;

  Gate(CircuitBreaker breaker, AccountWatch watch, int concurrency) {
    this.breaker = breaker;
    this.watch = watch;
    this.bulkhead = Bulkhead.of(breaker.getName(), BulkheadConfig.custom().maxConcurrentCalls(concurrency).build());
  }

  /// Whether the service may be called at all now. Where its rest is over, the next calls are the probe.
  boolean open() {
    if (!breaker.tryAcquirePermission()) {
      return false;
    }
    breaker.releasePermission();
    return true;
  }

  /// How many calls may begin now. No more than that may be claimed, so that claimed means started.
  int free() {
    var free = bulkhead.getMetrics().getAvailableConcurrentCalls();
    return switch (breaker.getState()) {
      case CLOSED, DISABLED, METRICS_ONLY -> free;
      case HALF_OPEN -> Math.min(free, PROBES);
      case OPEN, FORCED_OPEN -> 0;
    };
  }

  /// Takes a permit for a call. Call it before the call's thread starts.
  void enter() {
    bulkhead.acquirePermission();
  }

  /// Gives the permit back.
  void leave() {
    bulkhead.onComplete();
  }

  /// Whether this call may be made. If so, its result must be recorded.
  boolean admit() {
    return breaker.tryAcquirePermission();
  }

  /// Counts a result for or against the service's health.
  void record(SendResult result, Duration took) {
    watch.saw(result);
    switch (result) {
      case SendResult.Accepted accepted -> breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
      case SendResult.RetryLater later -> record(later.failure(), took);
      case SendResult.Rejected rejected -> record(rejected.failure(), took);
      case SendResult.Unconfirmed unconfirmed -> record(unconfirmed.failure(), took);
    }
  }

  private void record(Failure failure, Duration took) {
    if (failure.reason().countsAgainstService()) {
      breaker.onError(took.toNanos(), TimeUnit.NANOSECONDS, new ServiceFailure(failure));
    } else {
      breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /// What a circuit breaker wants to be told of a failure.
  private static final class ServiceFailure extends Exception {

    private static final long serialVersionUID = 1L;

    ServiceFailure(Failure failure) {
      super(failure.reason().name(), null, false, false);
    }
  }
}
