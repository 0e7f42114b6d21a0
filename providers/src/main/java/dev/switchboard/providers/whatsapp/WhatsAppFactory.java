package dev.switchboard.providers.whatsapp;

import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.providers.http.ServiceClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

/// Makes accounts of the WhatsApp Cloud API. They all share one HTTP client.
///
/// Settings: `phoneNumberId`, `businessAccountId`, `url`, `version`, `timeout` and `uploadTimeout` (milliseconds),
/// `mediaHosts`. Secrets: `accessToken`, `appSecret`, `verifyToken`.
@Singleton
public final class WhatsAppFactory implements ProviderFactory {

  private final ServiceClient client = new ServiceClient();

  @Override
  public String name() {
    return "whatsapp";
  }

  @Override
  public WhatsAppProvider create(AccountConfiguration account) {
    return new WhatsAppProvider(WhatsAppSettings.of(account), client);
  }

  @PreDestroy
  void close() {
    client.close();
  }
}
