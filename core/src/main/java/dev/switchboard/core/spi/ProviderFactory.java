package dev.switchboard.core.spi;

import java.util.List;

/// Makes providers out of account configurations. One per service; every bean of this type is found by itself.
public interface ProviderFactory {

  /// The name of the service, as accounts name it: lower case, such as `email`.
  String name();

  /// What people call the service, such as `Telegram`.
  default String title() {
    return name();
  }

  /// Everything that an account is configured with, in the order in which people are asked for it. Settings that are not
  /// among them work all the same, but no form asks for them.
  default List<AccountField> fields() {
    return List.of();
  }

  /// Configures one account. Does no I/O: a wrong host or password is found when it is used.
  ///
  /// @throws InvalidConfigurationException naming the setting at fault
  IMessageProvider create(AccountConfiguration account);
}
