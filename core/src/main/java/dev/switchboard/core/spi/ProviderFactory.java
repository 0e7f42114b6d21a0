package dev.switchboard.core.spi;

/// Makes providers out of account configurations. One per service; every bean of this type is found by itself.
public interface ProviderFactory {

  /// The name of the service, as accounts name it: lower case, such as `email`.
  String name();

  /// Configures one account. Does no I/O: a wrong host or password is found when it is used.
  ///
  /// @throws InvalidConfigurationException naming the setting at fault
  IMessageProvider create(AccountConfiguration account);
}
