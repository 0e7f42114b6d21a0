package dev.switchboard.providers.sandbox;

import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.providers.http.ServiceClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

/// Makes accounts of the sandbox. They all share one HTTP client.
///
/// Settings: `url` (where the service is), `webhookUrl` (where it shall call us), `timeout` (milliseconds), and how it
/// shall behave: `seed`, `latency`, `sentAfter`, `deliveredAfter`, `readAfter`, `lateBy`, `retryAfter` and a rate for each
/// [Chance]. Secret: `key`.
@Singleton
public final class SandboxFactory implements ProviderFactory {

  private final ServiceClient client = new ServiceClient();

  @Override
  public String name() {
    return "sandbox";
  }

  @Override
  public SandboxProvider create(AccountConfiguration account) {
    return new SandboxProvider(SandboxSettings.of(account), client);
  }

  @PreDestroy
  void close() {
    client.close();
  }
}
