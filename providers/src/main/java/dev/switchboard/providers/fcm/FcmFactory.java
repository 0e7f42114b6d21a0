package dev.switchboard.providers.fcm;

import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.providers.http.ServiceClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

/// Makes accounts of Firebase projects. They all share one HTTP client.
///
/// Settings: `url`, `tokenUrl`, `projectId`, `timeout` (milliseconds); none is needed. Secret: `serviceAccount`, the whole
/// key file as Google hands it out.
@Singleton
public final class FcmFactory implements ProviderFactory {

  private final ServiceClient client = new ServiceClient();

  @Override
  public String name() {
    return "fcm";
  }

  @Override
  public FcmProvider create(AccountConfiguration account) {
    return new FcmProvider(FcmSettings.of(account), client);
  }

  @PreDestroy
  void close() {
    client.close();
  }
}
