package dev.switchboard.providers.webpush;

import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.AccountField;
import dev.switchboard.core.spi.AccountField.Kind;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.providers.http.ServiceClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;

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
  public String title() {
    return "Web Push";
  }

  @Override
  public List<AccountField> fields() {
    return List.of(
        AccountField.needed("vapidPublicKey", Kind.TEXT, "VAPID public key")
            .hint("With which browsers subscribe (applicationServerKey)."),
        AccountField.needed("vapidPrivateKey", Kind.SECRET, "VAPID private key"),
        AccountField.needed("subject", Kind.TEXT, "Contact")
            .hint("Where the people of a push service can reach you: mailto:push@example.com or an https address."),
        AccountField.wanted("title", Kind.TEXT, "Title").hint("Of notifications that are only a text."),
        AccountField.rare("ttl", Kind.NUMBER, "Kept for so many seconds").usually(WebPushSettings.LONGEST_TTL_SECONDS),
        AccountField.rare("allowedHosts", Kind.LIST, "Hosts that may be inside your network"),
        AccountField.rare("timeout", Kind.NUMBER, "Longest send, in milliseconds").usually(10_000));
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
