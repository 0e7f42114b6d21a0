package dev.switchboard.core.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The outcome of handing a message to a service, by how certain it is that the service took it.
///
/// Whoever switches over this type does so without `default`.
public sealed interface SendResult {

  /// The service took the message and named it.
  ///
  /// @param providerMessageId the service's id; receipts will carry it
  record Accepted(String providerMessageId) implements SendResult {}

  /// The message has surely not been sent and may be tried again.
  ///
  /// @param retryAfter how long the service asked us to wait, null where it said nothing
  record RetryLater(Failure failure, @Nullable Duration retryAfter) implements SendResult {

    public RetryLater(Failure failure) {
      this(failure, null);
    }
  }

  /// The message has surely not been sent and never will be: trying again gives the same answer.
  record Rejected(Failure failure) implements SendResult {}

  /// The message may or may not have been sent: the connection was lost after the request had gone out.
  record Unconfirmed(Failure failure) implements SendResult {}
}
