package dev.switchboard.providers.twilio;

import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.providers.http.ServiceClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

/// Makes accounts of Twilio. They all share one HTTP client.
///
/// Settings and secrets: see [TwilioSettings] and `docs/channels/twilio.md`.
@Singleton
public final class TwilioFactory implements ProviderFactory {

  private final ServiceClient client = new ServiceClient();

  @Override
  public String name() {
    return "twilio";
  }

  @Override
  public TwilioProvider create(AccountConfiguration account) {
    return new TwilioProvider(TwilioSettings.of(account), client);
  }

  @PreDestroy
  void close() {
    client.close();
  }
}
