package dev.switchboard.providers.pigeon;

import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.providers.http.ServiceClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

/// Makes accounts of the pigeon service. They all share one pool of connections.
///
/// Settings: `url` (where the service is), `timeout` (milliseconds). Secret: `key`.
@Singleton
public final class PigeonFactory implements ProviderFactory {

  private final ServiceClient client = new ServiceClient();

  @Override
  public String name() {
    return "pigeon";
  }

  @Override
  public PigeonProvider create(AccountConfiguration account) {
    return new PigeonProvider(PigeonSettings.of(account), client);
  }

  @PreDestroy
  void close() {
    client.close();
  }
}
