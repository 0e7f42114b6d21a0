package dev.switchboard.providers.twilio;

import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.providers.http.Exchange;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request that the SDK is about to make: how long it may take, and afterwards what came of it. For one thread.
final class Errand {

  private final Duration timeout;
  private final @Nullable Long deadlineNanos;
  private final Map<String, String> fields;
  private @Nullable Exchange exchange;

  /// @param deadlineNanos the [System#nanoTime()] after which nothing is put on the wire any more; null where there is none
  /// @param fields of the form that must not be missing, whatever the SDK thinks of their values
  Errand(Duration timeout, @Nullable Long deadlineNanos, Map<String, String> fields) {
    this.timeout = timeout;
    this.deadlineNanos = deadlineNanos;
    this.fields = fields;
  }

  Duration timeout() {
    return timeout;
  }

  @Nullable
  Long deadlineNanos() {
    return deadlineNanos;
  }

  Map<String, String> fields() {
    return fields;
  }

  Exchange cameTo(Exchange exchange) {
    this.exchange = exchange;
    return exchange;
  }

  /// Where the SDK never asked, nothing was sent.
  Exchange exchange() {
    return exchange != null
        ? exchange
        : new Exchange.NotSent(Failure.of(FailureReason.UNKNOWN, "the request could not be written"));
  }
}
