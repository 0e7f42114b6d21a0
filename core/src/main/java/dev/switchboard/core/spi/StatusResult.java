package dev.switchboard.core.spi;

/// What a service says when asked about a message.
public sealed interface StatusResult {

  /// The service knows the message, and this is its latest status.
  record Found(DeliveryReport report) implements StatusResult {}

  /// The service is certain that it never received the message: sending it again cannot double it.
  record NotSent() implements StatusResult {}

  /// The service could not be asked or does not say: ask again later.
  record CannotTell(Failure failure) implements StatusResult {}
}
