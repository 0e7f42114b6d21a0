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

  /// The answer to a kind of content that is not in the account's capabilities.
  static SendResult notSupported(Content content) {
    return new Rejected(
        Failure.of(FailureReason.CONTENT_REFUSED, "this account does not send " + content.kind().code()));
  }

  /// The message may or may not have been sent: the connection was lost after the request had gone out.
  record Unconfirmed(Failure failure) implements SendResult {}
}
