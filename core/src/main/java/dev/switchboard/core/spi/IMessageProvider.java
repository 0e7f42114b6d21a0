package dev.switchboard.core.spi;

import org.jspecify.annotations.Nullable;

/// One configured account of one messaging service: it translates between us and the service and stores nothing.
///
/// Implementations are thread-safe and keep no message state. They are called from virtual threads, many at a time, so
/// [#send] and [#getStatus] may block. No method throws for anything the service does or fails to do: that is what the
/// sealed results are for. An exception that does escape is treated as [SendResult.Unconfirmed], because nobody knows
/// how far the call came.
public interface IMessageProvider {

  /// The name of the service, as accounts name it in configuration, such as `sandbox` or `email`.
  String name();

  /// What this account can do. Constant for the life of the instance; checked before a message is accepted.
  Capabilities capabilities();

  /// The service's own name of this account, such as the id of a phone number, by which its webhooks tell several senders
  /// apart; null where they do not.
  default @Nullable String serviceAccount() {
    return null;
  }

  /// An address of a recipient in the spelling in which it is kept, for services whose addresses have several. Pure, and
  /// never throws: what is no address at all stays as it is.
  default String normalAddress(String address) {
    return address;
  }

  /// Hands one message to the service. Blocks until the service has answered or the request has timed out.
  ///
  /// @return how certain it is that the service took the message; see [SendResult]
  SendResult send(OutboundMessage message);

  /// Verifies a webhook over its raw bytes and translates every item in it. Pure: no I/O, no clock but the request's. One that
  /// [was verified][WebhookRequest#verified] when it came is only translated.
  ///
  /// Anything that is not understood comes back as [InboundEvent.Unknown], never as an exception.
  WebhookResult receive(WebhookRequest request);

  /// Asks the service what became of a message. May block.
  ///
  /// Only called where [Capabilities#statusLookup()] is true.
  StatusResult getStatus(StatusQuery query);

  /// Releases connections. Called once, when the account is changed or the node stops; calls under way may still end.
  default void close() {}
}
