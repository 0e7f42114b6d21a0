package dev.switchboard.worker.listening;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How this node listens.
///
/// @param lease after which silence another node takes an account over; it is prolonged three times as often
/// @param firstPause after the first failure; each further one doubles it
/// @param longestPause between two tries
@ConfigurationProperties("switchboard.listening")
public record ListeningConfiguration(@Bindable(defaultValue = "30s") Duration lease,
    @Bindable(defaultValue = "1s") Duration firstPause, @Bindable(defaultValue = "5m") Duration longestPause) {

  Duration renewEvery() {
    return lease.dividedBy(3);
  }

  /// When this node takes a lease of its own for lost: some time before others may take it.
  Duration trustedFor() {
    return lease.minus(lease.dividedBy(10));
  }

  /// How often it looks whether it should.
  Duration glanceEvery() {
    return lease.dividedBy(20);
  }
}
