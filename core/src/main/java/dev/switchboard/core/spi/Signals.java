package dev.switchboard.core.spi;

/// A provider whose service shows customers that we have read and that we are writing. Optional; which of the two it can is
/// in its capabilities.
public interface Signals extends IMessageProvider {

  /// Marks the customer's message, and all before it, as read. Blocks; that it did not work is only worth a line in the log.
  ///
  /// @param providerMessageId of the customer's message
  /// @param typing whether to show also that somebody is writing
  void read(String providerMessageId, boolean typing);
}
