package dev.switchboard.providers.email;

import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.ProviderFactory;
import jakarta.inject.Singleton;

/// Makes e-mail accounts; the settings are those of [EmailSettings].
@Singleton
public final class EmailFactory implements ProviderFactory {

  @Override
  public String name() {
    return "email";
  }

  @Override
  public EmailProvider create(AccountConfiguration account) {
    return new EmailProvider(EmailSettings.of(account));
  }
}
