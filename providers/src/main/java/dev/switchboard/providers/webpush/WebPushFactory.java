package dev.switchboard.providers.webpush;

import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.providers.http.ServiceClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

/// Makes accounts that push to browsers. They share two HTTP clients: one that goes to the public internet only, as
/// endpoints come from strangers, and one for the hosts that an operator has allowed by name.
///
/// Settings: `vapidPublicKey` and `subject`, and as wanted `title`, `ttl` (seconds), `timeout` (milliseconds),
/// `allowedHosts`. Secret: `vapidPrivateKey`. [VapidKeys#generate] makes a pair.
@Singleton
public final class WebPushFactory implements ProviderFactory {

  private final ServiceClient internet = ServiceClient.toPublicInternet();
  private final ServiceClient anywhere = new ServiceClient();

  @Override
  public String name() {
    return "webpush";
  }

  @Override
  public WebPushProvider create(AccountConfiguration account) {
    return new WebPushProvider(WebPushSettings.of(account), internet, anywhere);
  }

  @PreDestroy
  void close() {
    internet.close();
    anywhere.close();
  }
}
