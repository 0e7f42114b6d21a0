package dev.switchboard.core.spi;

import org.jspecify.annotations.Nullable;

/// A provider whose service is simulated, so that one can play its customers.
///
/// Optional: providers of real services do not implement it.
public interface SimulatedProvider extends IMessageProvider {

  /// Lets a customer write to this account. Blocks until the simulated service has taken the message; what the customer
  /// wrote then arrives like anything else, by the service's webhook.
  ///
  /// @param from the customer's address
  /// @param name the name the service shall give them; null where it shall give none
  /// @throws IllegalArgumentException when the service has no such address or cannot carry such content
  /// @throws IllegalStateException when the service cannot be reached or does not take it; the message says why
  void customerWrites(InboundEvent.Identity from, @Nullable String name, Content content);
}
