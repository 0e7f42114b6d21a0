package dev.switchboard.providers.pigeon;

import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.AccountField;
import dev.switchboard.core.spi.AccountField.Kind;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.providers.http.ServiceClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;

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
  public String title() {
    return "Carrier pigeons";
  }

  @Override
  public List<AccountField> fields() {
    return List.of(
        AccountField.needed("url", Kind.TEXT, "Address of the loft").hint("Such as https://api.pigeon.example."),
        AccountField.needed("key", Kind.SECRET, "Key").hint("Loft, Settings, Keys."),
        AccountField.rare("timeout", Kind.NUMBER, "Longest call, in milliseconds").usually(5_000));
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
