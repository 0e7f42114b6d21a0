package dev.switchboard.providers.telegram;

import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.providers.http.ServiceClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

/// Makes accounts of Telegram, each a bot. They all share one pool of connections.
///
/// Settings and secrets are those of [TelegramSettings].
@Singleton
public final class TelegramFactory implements ProviderFactory {

  private final ServiceClient client = new ServiceClient();

  @Override
  public String name() {
    return "telegram";
  }

  @Override
  public TelegramProvider create(AccountConfiguration account) {
    return new TelegramProvider(TelegramSettings.of(account), client);
  }

  @PreDestroy
  void close() {
    client.close();
  }
}
