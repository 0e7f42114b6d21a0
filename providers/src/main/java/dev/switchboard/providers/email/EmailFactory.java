package dev.switchboard.providers.email;

import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.AccountField;
import dev.switchboard.core.spi.ProviderFactory;
import jakarta.inject.Singleton;
import java.util.List;

/// Makes e-mail accounts; the settings are those of [EmailSettings].
@Singleton
public final class EmailFactory implements ProviderFactory {

  @Override
  public String name() {
    return "email";
  }

  @Override
  public String title() {
    return "E-mail (SMTP, IMAP)";
  }

  @Override
  public List<AccountField> fields() {
    return EmailFields.ALL;
  }

  @Override
  public EmailProvider create(AccountConfiguration account) {
    return new EmailProvider(EmailSettings.of(account));
  }
}
