package dev.switchboard.worker.send;

import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.SendResult;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// What stands between a drain and a service: the account's circuit breaker, shared by its lanes, and the lane's own
/// bulkheads, so that no lane takes another's permits, and what is claimed from the queue takes none from what is sent as it
/// is accepted.
final class Gate {

  private static final int PROBES = 3;

  private final CircuitBreaker breaker;
  private final AccountWatch watch;
  private final Permits queued;
  private final Permits direct;

  /// @param concurrency how many calls may be under way at once: half of them for what is claimed from the queue, half for
  ///        what is sent as it is accepted
  Gate(CircuitBreaker breaker, AccountWatch watch, int concurrency) {
    this.breaker = breaker;
    this.watch = watch;
    this.direct = new Permits(concurrency / 2, 0);
    this.queued = new Permits(concurrency - concurrency / 2, PROBES);
  }

  /// For what is claimed from the queue.
  Permits queued() {
    return queued;
  }

  /// For what is sent as it is accepted.
  Permits direct() {
    return direct;
  }

  /// Permits for calls. No more may be claimed than were taken, so that claimed means started.
  final class Permits {

    private final int number;
    private final int probes;
    private final Bulkhead bulkhead;

    /// @param probes how many calls may find out whether the service is well again
    private Permits(int number, int probes) {
      this.number = number;
      this.probes = probes;
      this.bulkhead = Bulkhead.of(breaker.getName(), BulkheadConfig.custom().maxConcurrentCalls(number).build());
    }

    /// How many there are.
    int number() {
      return number;
    }

    /// How many calls may begin now.
    int free() {
      var free = bulkhead.getMetrics().getAvailableConcurrentCalls();
      return switch (breaker.getState()) {
        case CLOSED, DISABLED, METRICS_ONLY -> free;
        case HALF_OPEN -> Math.min(free, probes);
        case OPEN, FORCED_OPEN -> 0;
      };
    }

    /// Takes as many as are wanted and free. Close what it returns, whatever happens in between: a permit that is not given
    /// back is lost for good.
    Taken take(int wanted) {
      var most = Math.min(wanted, free());
      var taken = 0;
      while (taken < most && bulkhead.tryAcquirePermission()) {
        taken++;
      }
      return new Taken(taken);
    }

    /// Permits that were taken, until each is used. Used by one thread.
    final class Taken implements AutoCloseable {

      private int left;

      private Taken(int left) {
        this.left = left;
      }

      /// How many are left.
      int left() {
        return left;
      }

      /// Leaves one to a call, which gives it back to what it gets here.
      Permits use() {
        left--;
        return Permits.this;
      }

      /// Gives back what was not used.
      @Override
      public void close() {
        while (left > 0) {
          left--;
          bulkhead.releasePermission();
        }
      }
    }

    /// Gives that of a call back.
    void leave() {
      bulkhead.onComplete();
    }
  }

  /// Whether the service may be called at all now. Where its rest is over, the next calls are the probe.
  boolean open() {
    if (!breaker.tryAcquirePermission()) {
      return false;
    }
    breaker.releasePermission();
    return true;
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
